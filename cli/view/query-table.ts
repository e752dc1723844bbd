import type { Json } from "../../core/states/stored-value.ts";
import { toLine, type Look } from "./look.ts";
import { cellText } from "./result-lines.ts";
import { tableLines, type Column } from "./table.ts";

export interface QueryAnswer {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Json[])[];
}

/** The rows of a query as a table, and how many there are. */
export function queryLines({ columns, rows }: QueryAnswer, look: Look): readonly string[] {
  const count = toLine(look, [{ text: rows.length === 1 ? "1 row" : `${rows.length} rows`, paint: "dim" }]);
  if (rows.length === 0) return [count];
  const shown = columns.map((title, index): Column => {
    const isNumeric = rows.every((row) => typeof (row[index] ?? 0) === "number");
    return { title, align: isNumeric ? "right" : "left", isFlexible: !isNumeric };
  });
  return [...tableLines(shown, rows.map((row) => row.map(cellText)), look), "", count];
}
