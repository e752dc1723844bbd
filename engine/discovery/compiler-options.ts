import type { ts } from "ts-morph";

import type { TypeScript } from "./typescript-api.ts";

/**
 * One set of options for every file, whatever its project says: strict, so that an optional value shows as such, and
 * resolution as a bundler does it, which accepts what Node's does. The DOM's library is left out: it doubles the time.
 */
export function compilerOptions(typescript: TypeScript): ts.CompilerOptions {
  return {
    strict: true,
    target: typescript.ScriptTarget.ESNext,
    module: typescript.ModuleKind.Preserve,
    moduleResolution: typescript.ModuleResolutionKind.Bundler,
    moduleDetection: typescript.ModuleDetectionKind.Force,
    jsx: typescript.JsxEmit.Preserve,
    lib: ["lib.es2023.d.ts"],
    types: [],
    allowJs: true,
    allowImportingTsExtensions: true,
    noEmit: true,
    skipLibCheck: true,
    skipDefaultLibCheck: true,
  };
}
