import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { hasCode } from "../../core/protocol/errors.ts";
import type { FlowDefinition } from "../definition/definition.ts";
import { contextStorage } from "../run/context.ts";
import { sharedState } from "../shared-state.ts";
import { describeSyntaxError, isSyntaxError } from "./syntax-error.ts";

export type ImportedModule =
  | { readonly kind: "module"; readonly exports: Readonly<Record<string, unknown>>; readonly defined: readonly FlowDefinition[] }
  | { readonly kind: "syntaxError"; readonly message: string }
  | { readonly kind: "threw"; readonly error: unknown };

/** Imports the user's module without running the flows that it calls at its top level. */
export async function importModule(file: string): Promise<ImportedModule> {
  const state = sharedState();
  const scope = { isImportScope: true } as const;
  state.importing = scope;
  try {
    const exports: Record<string, unknown> = { ...((await contextStorage().run(scope, load, file)) as object) };
    return { kind: "module", exports: withCommonJs(exports), defined: definedIn(file, state.defined) };
  } catch (error) {
    if (hasCode(error, "MILLRACE_IMPORTED_NOT_RUN")) return { kind: "module", exports: {}, defined: definedIn(file, state.defined) };
    return isSyntaxError(error) ? { kind: "syntaxError", message: describeSyntaxError(error, file) } : { kind: "threw", error };
  } finally {
    state.importing = null;
  }
}

/**
 * A `.cts` module is required: Node 20 cannot link an ES module, such as this package, that is required by a CommonJS
 * module which came through a loader (`request for 'node:module' is not in cache`).
 */
async function load(file: string): Promise<unknown> {
  return file.endsWith(".cts") ? createRequire(file)(file) : await import(pathToFileURL(file).href);
}

/** What a CommonJS module exports may all be below its default export. */
function withCommonJs(exports: Record<string, unknown>): Readonly<Record<string, unknown>> {
  const whole = exports["default"] ?? exports["module.exports"];
  return typeof whole === "object" && whole !== null ? { ...whole, ...exports } : exports;
}

function definedIn(file: string, defined: readonly FlowDefinition[]): readonly FlowDefinition[] {
  return defined.filter((definition) => definition.position?.file === file);
}
