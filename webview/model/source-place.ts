/** Positions as they are recorded, as places in files. */
import type { SourcePlace } from "../../core/protocol/run-summary.ts";

/** `file:line:column`, relative to the root, as a place; `undefined` for what is none. */
export function placeOf(text: string, root: string): SourcePlace | undefined {
  const match = /^(.*):(\d+):(\d+)$/.exec(text);
  if (match === null) return undefined;
  const [, file = "", line = "", column = ""] = match;
  return { file: absolutePath(file, root), line: Number(line), column: Number(column) };
}

/** Below the root, unless it is absolute by itself. */
export function absolutePath(file: string, root: string): string {
  const path = file.replace(/^file:\/\//, "");
  return /^(?:[\\/]|[A-Za-z]:)/.test(path) ? path : `${root.replace(/[\\/]$/, "")}/${path}`;
}
