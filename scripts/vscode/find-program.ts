import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Absolute path of the first of these programs that is on PATH. */
export function findProgram(...names: readonly string[]): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const suffixes = process.platform === "win32" ? [".exe", ".cmd"] : [""];
  return names.flatMap((name) => folders.flatMap((folder) => suffixes.map((suffix) => join(folder, name + suffix)))).find(isExecutable);
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
