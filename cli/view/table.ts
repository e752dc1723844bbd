import { toLine, type Look, type Segment } from "./look.ts";
import { cut, padEnd, padStart, widthOf } from "./text.ts";

export interface Column {
  readonly title: string;
  /** Default: left. */
  readonly align?: "left" | "right";
  /** The column that gives way when the table is wider than the terminal; without one it has 80 columns at most. Default: none, lines are cut. */
  readonly isFlexible?: boolean;
}

export type Cell = Segment;

/** Columns of text that a flexible column keeps. */
const leastFlexible = 8;
/** Where no terminal's width is known: the whole of what is longer is in the JSON. */
const mostFlexible = 80;

/** A table without lines: dim titles, columns two spaces apart. */
export function tableLines(columns: readonly Column[], rows: readonly (readonly Cell[])[], look: Look): readonly string[] {
  const widths = shrink(columns, naturalWidths(columns, rows), look.columns);
  const line = (cells: readonly Cell[]): string =>
    toLine(look, columns.flatMap((column, index) => [...(index === 0 ? [] : ["  "]), ...fill(cells[index] ?? "", widths[index] ?? 0, column, look)]));
  const head = columns.map(({ title }): Cell => ({ text: title, paint: "dim" }));
  return [...(columns.some(({ title }) => title !== "") ? [line(head)] : []), ...rows.map(line)];
}

function naturalWidths(columns: readonly Column[], rows: readonly (readonly Cell[])[]): number[] {
  return columns.map(({ title }, index) =>
    rows.reduce((width, row) => Math.max(width, widthOf(textOf(row[index] ?? ""))), widthOf(title)),
  );
}

/** The widest give way first, so that a narrow column is not cut for what a wide one needs. */
function shrink(columns: readonly Column[], widths: readonly number[], available: number): readonly number[] {
  const limited = (limit: number): number[] => widths.map((width, index) => (columns[index]?.isFlexible === true ? Math.min(width, limit) : width));
  const fits = (limit: number): boolean => limited(limit).reduce((sum, width) => sum + width, 2 * (widths.length - 1)) <= available;
  let limit = Math.max(leastFlexible, Math.min(available === Infinity ? mostFlexible : available, Math.max(...widths)));
  while (limit > leastFlexible && !fits(limit)) limit -= 1;
  return limited(limit);
}

function fill(cell: Cell, width: number, column: Column, look: Look): readonly Segment[] {
  const text = cut(textOf(cell), width, look.icons.ellipsis);
  const padded = column.align === "right" ? padStart(text, width) : padEnd(text, width);
  const shown: Segment = typeof cell === "string" ? text : { ...cell, text };
  return padded === text ? [shown] : column.align === "right" ? [padded.slice(0, padded.length - text.length), shown] : [shown, padded.slice(text.length)];
}

function textOf(cell: Cell): string {
  return typeof cell === "string" ? cell : cell.text;
}
