import { basename } from "node:path";
import { textBefore, type SourcePosition } from "./source-position.ts";

/** The last declaration before the place, so that no word of the text in front of it is taken for its name. */
const declared = /[\s\S]*\b(?:const|let|var)\s+([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*(?::[^=;]*)?=\s*(?:await\s+)?\(*\s*$/u;
const assigned = /([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*(?::[^=;\n]*)?=\s*(?:await\s+)?\(*\s*$/u;
const property = /(?:([\p{ID_Start}$_][\p{ID_Continue}$]*)|"([^"]+)"|'([^']+)')\s*:\s*\(*\s*$/u;

/**
 * The name of a definition that gives none: the function's own, else the variable or property it is assigned to,
 * else `<file>:<line>`.
 */
export function definitionName(functionName: string, position: SourcePosition | null): string {
  if (functionName !== "") return functionName;
  if (position === null) return "anonymous";
  const before = textBefore(position);
  const match = declared.exec(before) ?? assigned.exec(before) ?? property.exec(before);
  return match?.[1] ?? match?.[2] ?? match?.[3] ?? `${basename(position.file)}:${position.line}`;
}
