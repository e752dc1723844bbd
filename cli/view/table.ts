import { toLine, type Look, type Segment } from "./look.ts";
import { cut, padEnd, padStart, widthOf } from "./text.ts";

export interface Column {
  readonly title: string;
  /** Default: left. */
  readonly align?: "left" | "right";
  /** The column that gives way when the table is wider than the terminal. Default: none, lines are cut. */
  readonly isFlexible?: boolean;
}

export type Cell = Segment;

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

function shrink(columns: readonly Column[], widths: readonly number[], available: number): readonly number[] {
  const excess = widths.reduce((sum, width) => sum + width, 0) + 2 * (widths.length - 1) - available;
  if (excess <= 0) return widths;
  const flexible = columns.filter(({ isFlexible }) => isFlexible === true).length;
  if (flexible === 0) return widths;
  const share = Math.ceil(excess / flexible);
  return widths.map((width, index) => (columns[index]?.isFlexible === true ? Math.max(Math.min(width, 8), width - share) : width));
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
