import { toLine, type Look } from "./look.ts";
import { padStart, withoutControls } from "./text.ts";

/** The line of a position with two before and one after it, numbered, and a mark under the column. */
export function codeFrame(source: string, line: number, column: number, look: Look): readonly string[] {
  const lines = source.split(/\r?\n/);
  if (line < 1 || line > lines.length) return [];
  const first = Math.max(1, line - 2);
  const last = Math.min(lines.length, line + 1);
  const gutter = String(last).length;
  return lines.slice(first - 1, last).flatMap((text, index) => {
    const number = first + index;
    const isHere = number === line;
    const label = { text: `${padStart(String(number), gutter)} | `, paint: "dim" } as const;
    const shown = withoutControls(text);
    if (!isHere) return [toLine(look, ["    ", label, { text: shown, paint: "dim" }])];
    const mark = `${" ".repeat(gutter)} | ${" ".repeat(markColumn(text, column))}`;
    return [
      toLine(look, ["  ", { text: look.icons.pointer, paint: "red" }, " ", label, shown]),
      toLine(look, ["    ", { text: mark, paint: "dim" }, { text: "^", paint: "red" }]),
    ];
  });
}

/** Where the mark stands: a tab is shown as two spaces. */
function markColumn(text: string, column: number): number {
  const before = text.slice(0, Math.max(0, column - 1));
  return before.replaceAll("\t", "  ").length;
}
