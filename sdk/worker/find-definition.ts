import { DefinitionError } from "../../core/protocol/errors.ts";
import { definitionAt, type DefinitionAddress } from "../definition/address.ts";
import type { TaskDefinition } from "../definition/definition.ts";
import { importModule, type ImportedModule } from "../runner/import-module.ts";

export type FoundTask =
  | { readonly kind: "found"; readonly definition: TaskDefinition }
  /** Its module is loaded, and has no such task. */
  | { readonly kind: "missing" }
  | { readonly kind: "broken"; readonly error: unknown };

/** Modules are evaluated once per worker. */
const modules = new Map<string, Promise<ImportedModule>>();

/** Loads the module that defines the task, unless that has happened, and looks the definition up. */
export async function findTask(address: DefinitionAddress): Promise<FoundTask> {
  const { file } = address.position;
  const loading = modules.get(file) ?? importModule(file);
  modules.set(file, loading);
  const module = await loading;
  const definition = definitionAt(address);
  if (definition?.kind === "task") return { kind: "found", definition };
  switch (module.kind) {
    case "module":
      return { kind: "missing" };
    case "syntaxError":
      return { kind: "broken", error: new DefinitionError(module.message) };
    case "threw":
      return { kind: "broken", error: module.error };
  }
}
