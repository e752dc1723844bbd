import { type Dirent, lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { unreadable } from "../../../journal/unreadable.ts";

/**
 * Bytes of the files in a folder, at any depth. A file that a link shares with the cache counts in full: what its removal
 * frees is known only once the other is gone.
 *
 * @throws UsageError for a folder that cannot be read
 */
export function directorySize(directory: string): number {
  let sizeBytes = 0;
  for (const entry of entriesOf(directory)) {
    const path = join(directory, entry.name);
    sizeBytes += entry.isDirectory() ? directorySize(path) : (lstatSync(path, { throwIfNoEntry: false })?.size ?? 0);
  }
  return sizeBytes;
}

/** What a folder holds; nothing for one that is not there, or not any more. @throws UsageError for one that cannot be read */
export function entriesOf(directory: string): readonly Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw unreadable(directory, error);
  }
}
