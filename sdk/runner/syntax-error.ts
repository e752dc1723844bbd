import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";

/** Of a module, found by V8 or by the transform that turns TypeScript into JavaScript; not one that its code threw. */
export function isSyntaxError(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  if (error instanceof SyntaxError) return /^\s+at .*/m.exec(error.stack ?? "")?.[0].includes("node:internal/") ?? true;
  return error.name === "TransformError" || error.message.startsWith("Transform failed");
}

/** One sentence with the place: `flows/stars.ts:3:9: Expected ";" but found "5"`. `module` is the one that was imported. */
export function describeSyntaxError(error: Error, module: string): string {
  const transform = /^(.+):(\d+):(\d+): ERROR: (.+)$/m.exec(error.message);
  if (transform !== null) {
    const [, file = "", line = "", column = "", what = ""] = transform;
    return `${show(asWritten(file))}:${line}:${Number(column) + 1}: ${inOwnWords(what)}`;
  }
  const place = placeIn(error.stack ?? "") ?? placeByCheck(module);
  return place === undefined ? `${show(module)}, or a module that it imports: ${error.message}` : `${place}: ${error.message}`;
}

/** What esbuild says of a package that `npm init` has made says nothing of the mend. */
function inOwnWords(what: string): string {
  if (!/^Top-level await .*"cjs"/.test(what)) return what;
  return '`await` outside of a function works in ES modules only: add "type": "module" to package.json, or name the file .mts';
}

/** tsx gives esbuild `x.mts` and `x.cts` as `x.ts`. */
function asWritten(file: string): string {
  if (existsSync(file)) return file;
  return [".mts", ".cts"].map((extension) => file.replace(/\.ts$/, extension)).find((path) => existsSync(path)) ?? file;
}

/** Node puts the line and a caret before the stack, though not for every kind of module. */
function placeIn(text: string): string | undefined {
  const [, file, line] = /^(.+):(\d+)$/m.exec(text.slice(0, text.indexOf("\n"))) ?? [];
  if (file === undefined || line === undefined) return undefined;
  const caret = text.split("\n")[2]?.indexOf("^") ?? -1;
  return `${show(file)}:${line}${caret === -1 ? "" : `:${caret + 1}`}`;
}

/** Node 20 names no place in an ES module; its own check does. Only JavaScript comes here. */
function placeByCheck(module: string): string | undefined {
  return placeIn(spawnSync(process.execPath, ["--check", module], { encoding: "utf8", env: {} }).stderr);
}

function show(file: string): string {
  const path = file.startsWith("file:") ? fileURLToPath(file) : file;
  const shown = relative(process.cwd(), path);
  return shown.startsWith("..") ? path : shown.replaceAll("\\", "/");
}
