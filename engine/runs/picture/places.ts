import { isAbsolute, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { SourcePlace } from "../../../core/protocol/run-summary.ts";

/** Where a run's positions are relative to, and where those are that an editor gets. */
export interface Folders {
  /** Root of the workspace that keeps the run. */
  readonly root: string;
  /** The folder that the editor has open, without links. */
  readonly folder: string;
  /** The same as the editor names it. */
  readonly folderName: string;
}

/** A place as the editor finds it: below the folder by the name that it knows. */
export function showPlace<Place extends SourcePlace>({ folder, folderName }: Pick<Folders, "folder" | "folderName">, place: Place): Place {
  if (folder === folderName || !place.file.startsWith(folder + sep)) return place;
  return { ...place, file: folderName + place.file.slice(folder.length) };
}

/** `file:line:column` of a record, relative to the editor's folder instead of the workspace's root. */
export function showPosition(folders: Folders, position: string): string {
  return folders.root === folders.folder ? position : showFile(folders, position);
}

export function showFile({ root, folder }: Folders, file: string): string {
  if (root === folder) return file;
  return relative(folder, isAbsolute(file) ? file : join(root, file)).split(sep).join("/");
}

/** `file:line:column` as a place. */
export function placeOf({ root }: Pick<Folders, "root">, position: string): SourcePlace | null {
  const [, file, line, column] = /^(.*):(\d+):(\d+)$/.exec(position) ?? [];
  if (file === undefined) return null;
  return { file: isAbsolute(file) ? file : join(root, file), line: Number(line), column: Number(column) };
}

/** The innermost frame of a stack in a file that the function accepts. */
export function innermostPlace(stack: string, isOwn: (file: string) => boolean): SourcePlace | null {
  for (const [, where = "", line, column] of stack.matchAll(/^\s+at (?:.*\(|async )?((?:file:\/\/)?[^()\n]+?):(\d+):(\d+)\)?$/gm)) {
    const file = where.startsWith("file://") ? toPath(where) : where;
    if (file !== undefined && isAbsolute(file) && isOwn(file)) return { file, line: Number(line), column: Number(column) };
  }
  return null;
}

function toPath(url: string): string | undefined {
  try {
    return fileURLToPath(url);
  } catch {
    // A stack is text that anybody may have written.
    return undefined;
  }
}
