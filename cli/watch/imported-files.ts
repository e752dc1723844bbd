import { readFileSync, realpathSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, extname, join, resolve, sep } from "node:path";

const specifier = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*(["'])([^"'\n]+)\1/g;
/** What Node and TypeScript let an import's ending stand for, in the order in which they are tried. */
const endings = ["", ".ts", ".tsx", ".mts", ".cts", ".js", ".mjs", ".cjs", ".json", "/index.ts", "/index.js"];
const sourceOfOutput: Readonly<Record<string, readonly string[]>> = {
  ".js": [".ts", ".tsx"],
  ".mjs": [".mts"],
  ".cjs": [".cts"],
  ".jsx": [".tsx"],
};
const mostFiles = 2_000;

/** The file and all that it imports, directly or not, as far as it lies under the root and in no package of others. */
export function importedFiles(file: string, root: string): readonly string[] {
  const found = new Set<string>([file]);
  for (const path of found) {
    if (found.size >= mostFiles) break;
    for (const [, , request] of readText(path).matchAll(specifier)) {
      const target = request === undefined ? undefined : resolveImport(path, request);
      if (target !== undefined && isOwn(target, root)) found.add(target);
    }
  }
  return [...found];
}

function resolveImport(from: string, request: string): string | undefined {
  if (!request.startsWith(".") && !request.startsWith("/")) return resolvePackage(from, request);
  const base = resolve(dirname(from), request);
  const ending = extname(base);
  const sources = (sourceOfOutput[ending] ?? []).map((source) => base.slice(0, -ending.length) + source);
  return [...sources, ...endings.map((end) => base + end)].find(isFile);
}

/** A package of the same workspace is a link to a folder outside `node_modules`. */
function resolvePackage(from: string, request: string): string | undefined {
  if (request.startsWith("node:")) return undefined;
  try {
    return realpathSync(createRequire(join(dirname(from), "import.js")).resolve(request));
  } catch {
    // Built in, not installed, or for a bundler's eyes only: nothing to watch.
    return undefined;
  }
}

function isOwn(path: string, root: string): boolean {
  return path.startsWith(root + sep) && !path.includes(`${sep}node_modules${sep}`);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // A file that was just deleted imports nothing.
    return "";
  }
}
