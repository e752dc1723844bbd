import type { Json } from "../../core/states/stored-value.ts";

/** A table artifact as columns and rows of text. */
export interface TableRows {
  /** Empty for rows without names. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Of records, of rows, or of columns by name. */
export function tableRows(data: Json): TableRows {
  if (isRecord(data)) {
    const columns = Object.keys(data);
    const lists = columns.map((name) => listOf(data[name]));
    const count = lists.reduce((most, { length }) => Math.max(most, length), 0);
    return { columns, rows: Array.from({ length: count }, (_, row) => lists.map((list) => cell(list[row]))) };
  }
  const rows = listOf(data);
  if (rows.some(Array.isArray)) return { columns: [], rows: rows.map((row) => listOf(row).map(cell)) };
  const records = rows.filter(isRecord);
  const columns = [...new Set(records.flatMap((record) => Object.keys(record)))];
  return { columns, rows: records.map((record) => columns.map((name) => cell(record[name]))) };
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

function isRecord(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function cell(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
