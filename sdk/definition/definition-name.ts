import { basename } from "node:path";
import { textBefore, type SourcePosition } from "./source-position.ts";

const name = String.raw`[\p{ID_Start}$_][\p{ID_Continue}$]*`;
/** Behind the equals sign: nothing but brackets, or helpers around the definition, as in `withRetries(flow(…))`. */
const lead = String.raw`\s*(?:(?:await\s+)?\(*|(?:${name}\s*\(\s*)+)\s*$`;
/** The last declaration before the place, so that no word of the text in front of it is taken for its name. */
const declared = new RegExp(String.raw`[\s\S]*\b(?:const|let|var)\s+(${name})\s*(?::[^=;]*)?=${lead}`, "u");
const assigned = new RegExp(String.raw`(${name})\s*(?::[^=;\n]*)?=${lead}`, "u");
const property = new RegExp(String.raw`(?:(${name})|"([^"]+)"|'([^']+)')\s*:${lead}`, "u");

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
