import type { ts } from "ts-morph";

import { type ImportNeed, readsFromModules } from "./needed-imports.ts";
import { mayProvideSdk } from "./prefilter.ts";
import { SDK_SPECIFIER, SDK_STUB_NAME } from "./sdk-stub.ts";
import type { TypeScript } from "./typescript-api.ts";

/** Where the imports of a root's files lead. */
export interface ModuleResolver {
  /** The absolute file that a specifier means in `file`, or null. Honours the `paths` of the nearest tsconfig. */
  resolve(specifier: string, file: string): string | null;
  /** Whether a specifier may lead to a file of the root: a path, or a name where aliases are in force. Reads no module. */
  mayLeadInside(specifier: string, file: string): boolean;
  /** Whether a file of the root that a specifier means is to be read for what its importer takes from it. */
  isNeeded(specifier: string, target: string, source: ts.SourceFile): boolean;
  /** The text of a file has changed. */
  forget(file: string): void;
  /** The answer to the compiler: undefined also for modules that tell discovery nothing, which stay unparsed. */
  resolveImport(specifier: string, file: string, source: ts.SourceFile | undefined): ts.ResolvedModuleFull | undefined;
}

/**
 * Resolves modules so that as little as possible is read: an import of a source file is followed when a signature may
 * need it, or when the file behind it may provide tasks, flows or the SDK. Declaration files are followed wholly.
 */
export function createResolver(
  typescript: TypeScript,
  root: string,
  base: ts.CompilerOptions,
  readFile: (file: string) => string | undefined = (file) => typescript.sys.readFile(file),
  where: "everywhere" | "atTopLevel" = "everywhere",
): ModuleResolver {
  const optionsOf = createOptionsLookup(typescript, root, base);
  const needsBySource = new WeakMap<ts.SourceFile, ReturnType<typeof readsFromModules>>();
  const providers = new Map<string, boolean>();

  function lookUp(specifier: string, file: string): ts.ResolvedModuleFull | undefined {
    if (specifier === SDK_SPECIFIER) {
      return { resolvedFileName: `${root}/${SDK_STUB_NAME}`, extension: typescript.Extension.Dts, isExternalLibraryImport: true };
    }
    if (specifier.startsWith("node:")) return undefined;
    const { options, cache } = optionsOf(file);
    return typescript.resolveModuleName(specifier, file, options, typescript.sys, cache).resolvedModule;
  }

  function isProvider(file: string): boolean {
    const known = providers.get(file);
    if (known !== undefined) return known;
    const answer = mayProvideSdk(readFile(file) ?? "");
    providers.set(file, answer);
    return answer;
  }

  function needOf(specifier: string, source: ts.SourceFile): ImportNeed | undefined {
    let needs = needsBySource.get(source);
    if (needs === undefined) needsBySource.set(source, (needs = readsFromModules(typescript, source, where)));
    return needs.get(specifier);
  }

  return {
    isNeeded: (specifier, target, source) => {
      const need = needOf(specifier, source);
      return need === "signature" || (need === "value" && isProvider(target));
    },
    resolve: (specifier, file) => lookUp(specifier, file)?.resolvedFileName ?? null,
    mayLeadInside: (specifier, file) => {
      if (/^[./#]/.test(specifier)) return true;
      const { paths, baseUrl } = optionsOf(file).options;
      return paths !== undefined || baseUrl !== undefined;
    },
    forget: (file) => void providers.delete(file),
    resolveImport: (specifier, file, source) => {
      const isSource = source !== undefined && !source.isDeclarationFile;
      if (!isSource || specifier === SDK_SPECIFIER) return lookUp(specifier, file);
      const need = needOf(specifier, source);
      if (need === undefined) return undefined;
      const found = lookUp(specifier, file);
      if (found === undefined || need === "signature") return found;
      return found.isExternalLibraryImport !== true && isProvider(found.resolvedFileName) ? found : undefined;
    },
  };
}

/** The options that hold in a file: ours, with the aliases of the nearest tsconfig.json or jsconfig.json below the root. */
function createOptionsLookup(
  typescript: TypeScript,
  root: string,
  base: ts.CompilerOptions,
): (file: string) => { options: ts.CompilerOptions; cache: ts.ModuleResolutionCache } {
  const byFolder = new Map<string, { options: ts.CompilerOptions; cache: ts.ModuleResolutionCache }>();

  function make(options: ts.CompilerOptions): { options: ts.CompilerOptions; cache: ts.ModuleResolutionCache } {
    return { options, cache: typescript.createModuleResolutionCache(root, (name) => name, options) };
  }
  const plain = make(base);

  function ofFolder(folder: string): { options: ts.CompilerOptions; cache: ts.ModuleResolutionCache } {
    const known = byFolder.get(folder);
    if (known !== undefined) return known;
    const config = ["tsconfig.json", "jsconfig.json"]
      .map((name) => `${folder}/${name}`)
      .find((name) => typescript.sys.fileExists(name));
    const isInside = folder.startsWith(`${root}/`);
    const parent = folder.slice(0, folder.lastIndexOf("/"));
    let answer = plain;
    if (config !== undefined) answer = make({ ...base, ...aliasesOf(typescript, config) });
    else if (isInside) answer = ofFolder(parent);
    byFolder.set(folder, answer);
    return answer;
  }

  return (file) => ofFolder(file.slice(0, file.lastIndexOf("/")));
}

function aliasesOf(typescript: TypeScript, config: string): ts.CompilerOptions {
  const content: unknown = typescript.readConfigFile(config, (name) => typescript.sys.readFile(name)).config ?? {};
  // The list of files is not wanted, and finding it means walking the folder.
  const host: ts.ParseConfigHost = { ...typescript.sys, readDirectory: () => [] };
  const folder = config.slice(0, config.lastIndexOf("/"));
  const { options } = typescript.parseJsonConfigFileContent(content, host, folder, undefined, config);
  const { paths, baseUrl, pathsBasePath, customConditions } = options;
  return {
    ...(paths === undefined ? {} : { paths }),
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(pathsBasePath === undefined ? {} : { pathsBasePath }),
    ...(customConditions === undefined ? {} : { customConditions }),
  };
}
