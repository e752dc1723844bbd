/**
 * Parameter names as their author wrote them. esbuild, and with it tsx and Vitest, renames a parameter that shadows
 * another name of its module (`repos` becomes `repos2`), so the text of a function may show names that are in no source.
 */
import { readFileSync } from "node:fs";
import { sharedState } from "../shared-state.ts";
import type { SourcePosition } from "./source-position.ts";

/** Remembers the file in which a function became a task or flow. */
export function rememberSource(fn: object, position: SourcePosition | null): void {
  if (position !== null) sharedState().sources.set(fn, position.file);
}

/** The name as written: `repos` for a `repos2` that the source does not contain, else the name itself. */
export function writtenName(fn: object, name: string): string {
  const base = /^(.*[^\d])(?:[2-9]|[1-9]\d+)$/.exec(name)?.[1];
  const file = base === undefined ? undefined : sharedState().sources.get(fn);
  if (base === undefined || file === undefined) return name;
  const text = readSource(file);
  return !hasWord(text, name) && hasWord(text, base) ? base : name;
}

function readSource(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // Without the source the name stays as the function shows it.
    return "";
  }
}

function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    if (!isPartOfName(text[at - 1]) && !isPartOfName(text[at + word.length])) return true;
  }
  return false;
}

function isPartOfName(character: string | undefined): boolean {
  return character !== undefined && /[\p{ID_Continue}$]/u.test(character);
}
