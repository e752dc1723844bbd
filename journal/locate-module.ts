import { closeSync, existsSync, openSync, readSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative } from "node:path";
import type { RunRequest } from "../core/protocol/run-request.ts";
import { readRecords } from "./run-reader.ts";
import { runPaths } from "./run-paths.ts";

const headBytes = 16 * 1_024;

/**
 * Where the module of a run is now. A workspace may have been moved or renamed since, with its runs in it: the module is
 * then looked for at the same place in it, as the flow's definition tells. The path as it was where it is not there either.
 */
export function locateModule(directory: string, module: string | null): string | null {
  if (module === null || existsSync(module)) return module;
  const file = recordedFile(directory);
  const moved = file === null ? null : moduleBelow(directory, file);
  return moved !== null && existsSync(moved) ? moved : module;
}

/** The path of a file of the workspace that keeps the run; `null` for one that would lie outside of it, or a workspace that is not known. */
export function moduleBelow(directory: string, file: string): string | null {
  const home = dirname(dirname(directory));
  // A folder that MILLRACE_HOME names may lie anywhere.
  if (basename(home) !== ".millrace") return null;
  const root = dirname(home);
  const path = join(root, file);
  return isAbsolute(file) || relative(root, path).startsWith("..") ? null : path;
}

/** The root flow's file, relative to the workspace; `null` where the records do not tell. */
export function recordedFile(directory: string): string | null {
  const { records } = readRecords(readHead(runPaths(directory).events));
  const root = records.find((record) => record.k === "flow" && record.run === 0);
  const definition = records.find((record) => record.k === "def" && record.kind === "flow" && (root === undefined || (root.k === "flow" && root.def === record.def)));
  return definition?.k === "def" ? definition.file : null;
}

function readHead(path: string): Buffer {
  if (!existsSync(path)) return Buffer.alloc(0);
  const fd = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(headBytes);
    return bytes.subarray(0, readSync(fd, bytes, 0, headBytes, 0));
  } finally {
    closeSync(fd);
  }
}

/** A run is started again with the module that its request names, wherever it is now. */
export function withModule(directory: string, request: RunRequest): RunRequest {
  const module = locateModule(directory, request.module);
  return module === request.module ? request : { ...request, module };
}
