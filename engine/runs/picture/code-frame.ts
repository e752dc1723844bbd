import { readFileSync, realpathSync, statSync } from "node:fs";
import { relative, sep } from "node:path";
import type { CodeFrame } from "../../../core/protocol/editor-api.ts";
import type { SourcePlace } from "../../../core/protocol/run-summary.ts";

const before = 2;
const behind = 1;
const mostBytes = 2_000_000;

/** The lines around a place of the folder's own code. Around an error of the past none are shown that were written since: `null`. */
export function codeFrameAt(folder: string, place: SourcePlace, endMs: number): CodeFrame | null {
  const text = readOwn(folder, place.file, endMs);
  return text === undefined ? null : frameOf(text.split(/\r?\n/), place.line);
}

function frameOf(lines: readonly string[], line: number): CodeFrame | null {
  if (line < 1 || line > lines.length) return null;
  const firstLine = Math.max(1, line - before);
  return { firstLine, lines: lines.slice(firstLine - 1, line + behind) };
}

/** The text of a file of the folder's own that is no newer than the run's end; `undefined` for any other. */
function readOwn(folder: string, file: string, endMs: number): string | undefined {
  try {
    // A link may lead out of the folder, and a view is not to be trusted with more.
    const real = realpathSync(file);
    const inside = relative(folder, real).split(sep);
    if (inside[0] === ".." || inside.includes("node_modules") || real === inside.join(sep)) return undefined;
    const { mtimeMs, size } = statSync(real);
    return mtimeMs > endMs || size > mostBytes ? undefined : readFileSync(real, "utf8");
  } catch {
    // A file that has gone, or cannot be read, has no lines to show.
    return undefined;
  }
}
