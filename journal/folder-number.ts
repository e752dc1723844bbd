import { statSync } from "node:fs";

/** What the file system calls a folder: the same wherever it is moved to, another for each copy. `null`: it is not there. */
export function folderNumber(path: string): string | null {
  return statSync(path, { bigint: true, throwIfNoEntry: false })?.ino.toString() ?? null;
}
