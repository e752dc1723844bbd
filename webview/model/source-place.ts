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

export interface StackFrame {
  /** The function, where the engine knew one. */
  readonly name: string;
  /** `undefined` for what is in no file. */
  readonly place: SourcePlace | undefined;
  /** The line as it stands in the stack, without `at`. */
  readonly text: string;
}

/** The frames of a stack as V8 writes it, innermost first. */
export function stackFrames(stack: string): StackFrame[] {
  return stack.split("\n").flatMap((line): StackFrame[] => {
    const text = /^\s+at (.*)$/.exec(line)?.[1];
    if (text === undefined) return [];
    const match = /^(?:async )?(?:(.*?) \()?((?:file:\/\/)?[^()\n]+?):(\d+):(\d+)\)?$/.exec(text);
    const [, name = "", file = ""] = match ?? [];
    if (match === null || file.startsWith("node:")) return [{ name: name || text, place: undefined, text }];
    return [{ name: name.replace(/^async /, ""), place: { file: file.replace(/^file:\/\//, ""), line: Number(match[3]), column: Number(match[4]) }, text }];
  });
}

/** A file as people name it: relative to the folder, where it is in there. */
export function shownFile(file: string, folderPath: string): string {
  return file.startsWith(`${folderPath}/`) ? file.slice(folderPath.length + 1) : file;
}
