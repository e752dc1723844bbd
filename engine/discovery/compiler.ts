import { compilerOptions } from "./compiler-options.ts";
import { createResolver, type ModuleResolver } from "./module-resolution.ts";
import { QuickSessions } from "./quick-sessions.ts";
import { SDK_STUB, SDK_STUB_NAME } from "./sdk-stub.ts";
import { noBindings, type Session } from "./session.ts";
import type { SourceText } from "./source-files.ts";
import type { TypeScript } from "./typescript-api.ts";

/** The compiler once it is loaded. */
export interface Compiler {
  readonly ts: TypeScript;
  /** Parses `files`, with what their types and calls need from other files. */
  openSession(options: { readonly root: string; readonly files: readonly SourceText[] }): Promise<Session>;
  /** Sessions without libraries and packages, for what needs no types. */
  openQuickSessions(root: string, readFile: (file: string) => string | undefined): QuickSessions;
  /** Where imports lead, without parsing anything. */
  openResolver(root: string): ModuleResolver;
}

/**
 * Loads TypeScript (0.2 s), which is done here alone, so that a command without discovery never pays for it. It is the copy
 * that ts-morph brings along; ts-morph itself, half as much again, is loaded for the first session with types.
 */
export async function loadCompiler(): Promise<Compiler> {
  // A CommonJS package in the bundle has its default export alone.
  const { default: ts } = await import("@ts-morph/common/dist/typescript.js");
  return {
    ts,
    openResolver: (root) => createResolver(ts, root, compilerOptions(ts)),
    openQuickSessions: (root, readFile) => new QuickSessions(ts, root, readFile),
    openSession: async ({ root, files }) => {
      const { default: morph } = await import("ts-morph");
      const options = compilerOptions(ts);
      const resolver = createResolver(ts, root, options);
      const project = new morph.Project({
        compilerOptions: options,
        skipAddingFilesFromTsConfig: true,
        skipFileDependencyResolution: true,
        resolutionHost: () => ({
          resolveModuleNames: (names, file, _reused, _redirected, _options, source) =>
            names.map((name) => resolver.resolveImport(name, file, source)),
          // Ambient packages such as @types/node cost more than all the rest and name nothing that JSON can hold.
          resolveTypeReferenceDirectives: (names) => names.map(() => undefined),
        }),
      });
      const sdkFile = `${root}/${SDK_STUB_NAME}`;
      project.createSourceFile(sdkFile, SDK_STUB, { overwrite: true });
      for (const file of files) project.createSourceFile(file.path, file.text, { overwrite: true });
      const program = project.getProgram().compilerObject;
      return { root, ts, program, checker: program.getTypeChecker(), sdkFile, resolver, bindings: noBindings };
    },
  };
}
