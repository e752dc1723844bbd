import { stripVTControlCharacters } from "node:util";
import { displayWidth, graphemes } from "./display-width.ts";

const longestSummary = 200;

/** Text for one line of a terminal: without control characters, every run of white space one space. */
export function oneLine(text: string): string {
  return withoutControls(text).replace(/\s+/g, " ").trim();
}

/** The first line that says something, short enough to stand beside other things. */
export function summaryLine(text: string): string {
  const first = withoutControls(text).split("\n").find((line) => line.trim() !== "") ?? "";
  return cut(oneLine(first), longestSummary);
}

/** Text that cannot steer the terminal: escape sequences and control characters but for `\n` are gone, tabs are spaces. */
export function withoutControls(text: string): string {
   
  return stripVTControlCharacters(text).replaceAll("\t", "  ").replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, "");
}

/** Columns that the text takes; colours take none. */
export function widthOf(text: string): number {
  if (/^[\u0020-\u007e]*$/.test(text)) return text.length;
  return displayWidth(text.includes("\u001b") ? stripVTControlCharacters(text) : text);
}

/** The text cut to so many columns, with an ellipsis where something is missing. */
export function cut(text: string, columns: number, ellipsis = "…"): string {
  if (widthOf(text) <= columns) return text;
  const room = columns - ellipsis.length;
  if (room < 0) return "";
  let kept = "";
  let used = 0;
  for (const grapheme of graphemes(text)) {
    const width = widthOf(grapheme);
    if (used + width > room) break;
    kept += grapheme;
    used += width;
  }
  return kept.trimEnd() + ellipsis;
}

export function padEnd(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - widthOf(text)));
}

export function padStart(text: string, columns: number): string {
  return " ".repeat(Math.max(0, columns - widthOf(text))) + text;
}
