/**
 * Sessions over a few files at a time, cheap enough for every keystroke: no libraries, no packages, and what has been
 * parsed once is kept until its text changes. Names, positions and imports between the root's own files come out as in
 * a full session; types that come from elsewhere do not.
 */
import { dirname, extname, join } from "node:path/posix";

import type { ts } from "ts-morph";

import { compilerOptions } from "./compiler-options.ts";
import { createResolver, type ModuleResolver } from "./module-resolution.ts";
import { SDK_SPECIFIER, SDK_STUB, SDK_STUB_NAME } from "./sdk-stub.ts";
import { noBindings, type Session } from "./session.ts";
import type { TypeScript } from "./typescript-api.ts";

export class QuickSessions {
  readonly #ts: TypeScript;
  readonly #root: string;
  readonly #readFile: (file: string) => string | undefined;
  readonly #options: ts.CompilerOptions;
  readonly #sdkFile: string;
  readonly #parsed = new Map<string, ts.SourceFile>();
  #resolver: ModuleResolver;
  /** The root's own sources, as far as they are known: most imports are found among them without a look at the disk. */
  #known: ReadonlySet<string> = new Set();

  /** @param readFile gives a file as the editor has it, else as it is on the disk; `undefined` where there is none. */
  constructor(typescript: TypeScript, root: string, readFile: (file: string) => string | undefined) {
    this.#ts = typescript;
    this.#root = root;
    this.#readFile = readFile;
    this.#options = { ...compilerOptions(typescript), noLib: true };
    this.#sdkFile = `${root}/${SDK_STUB_NAME}`;
    this.#resolver = this.#createResolver();
  }

  /** Parses files, given with their texts, and those of the root that their names lead to. */
  open(files: ReadonlyMap<string, string>): Session {
    for (const [file, text] of files) if (!this.#parsed.has(file)) this.#parseText(file, text);
    const program = this.#ts.createProgram({ rootNames: [this.#sdkFile, ...files.keys()], options: this.#options, host: this.#host() });
    return { root: this.#root, ts: this.#ts, program, checker: program.getTypeChecker(), sdkFile: this.#sdkFile, resolver: this.#resolver, bindings: noBindings };
  }

  /** The text of a file has changed. */
  forget(file: string): void {
    this.#parsed.delete(file);
    this.#resolver.forget(file);
  }

  /** Lets go of what was parsed, but for some files: syntax trees are large, and most files are read once. */
  release(isKept: (file: string) => boolean): void {
    for (const file of [...this.#parsed.keys()]) if (file !== this.#sdkFile && !isKept(file)) this.#parsed.delete(file);
  }

  /** Files have come or gone, so that imports may lead elsewhere. */
  forgetResolutions(): void {
    this.#known = new Set();
    this.#resolver = this.#createResolver();
  }

  /** All sources of the root, from now on until `forgetResolutions`. */
  setKnown(files: Iterable<string>): void {
    this.#known = new Set(files);
  }

  /** The file of the root that an import leads to; null for a package. */
  resolve(specifier: string, file: string): string | null {
    return this.#resolver.mayLeadInside(specifier, file) ? this.#resolver.resolve(specifier, file) : null;
  }

  #createResolver(): ModuleResolver {
    return createResolver(this.#ts, this.#root, compilerOptions(this.#ts), this.#readFile, "atTopLevel");
  }

  #host(): ts.CompilerHost {
    const resolver = this.#resolver;
    return {
      getSourceFile: (name) => this.#parse(name),
      getDefaultLibFileName: () => "lib.d.ts",
      getCurrentDirectory: () => this.#root,
      getCanonicalFileName: (name) => name,
      useCaseSensitiveFileNames: () => true,
      getNewLine: () => "\n",
      fileExists: (name) => name === this.#sdkFile || this.#ts.sys.fileExists(name),
      readFile: (name) => this.#read(name),
      writeFile: () => undefined,
      resolveModuleNameLiterals: (literals, file, _redirected, _options, source) =>
        literals.map(({ text }) => ({ resolvedModule: this.#resolveImport(resolver, text, file, source) })),
      resolveTypeReferenceDirectiveReferences: (references) => references.map(() => ({ resolvedTypeReferenceDirective: undefined })),
    };
  }

  #resolveImport(resolver: ModuleResolver, specifier: string, file: string, source: ts.SourceFile): ts.ResolvedModuleFull | undefined {
    if (specifier !== SDK_SPECIFIER && !resolver.mayLeadInside(specifier, file)) return undefined;
    if (/^\.{1,2}\//.test(specifier)) {
      const target = this.#findKnown(specifier, file);
      if (target !== undefined) return resolver.isNeeded(specifier, target, source) ? { resolvedFileName: target, extension: extname(target) } : undefined;
    }
    const found = resolver.resolveImport(specifier, file, source);
    return found?.isExternalLibraryImport === true && specifier !== SDK_SPECIFIER ? undefined : found;
  }

  /** The exact file, or the one source that a path without its ending, or with that of its output, means. */
  #findKnown(specifier: string, file: string): string | undefined {
    const path = join(dirname(file), specifier);
    if (this.#known.has(path)) return path;
    const candidates = [path.replace(/\.([cm]?)jsx?$/, ".$1ts"), `${path}.ts`, `${path}.tsx`, `${path}/index.ts`];
    return candidates.find((candidate) => this.#known.has(candidate));
  }

  #parse(name: string): ts.SourceFile | undefined {
    const known = this.#parsed.get(name);
    if (known !== undefined) return known;
    const text = this.#read(name);
    return text === undefined ? undefined : this.#parseText(name, text);
  }

  #parseText(name: string, text: string): ts.SourceFile {
    const source = this.#ts.createSourceFile(name, text, { languageVersion: this.#ts.ScriptTarget.ESNext });
    this.#parsed.set(name, source);
    return source;
  }

  #read(name: string): string | undefined {
    return name === this.#sdkFile ? SDK_STUB : this.#readFile(name);
  }
}
