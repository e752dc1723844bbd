import type { Json } from "../../core/states/stored-value.ts";
import { toLine, type Look } from "./look.ts";
import { tableLines, type Cell, type Column } from "./table.ts";
import { oneLine, withoutControls } from "./text.ts";

const mostLines = 40;
const mostColumns = 8;

/**
 * A result for people: a table when it is a list of flat records, text as it is, anything else as indented JSON; at
 * most forty lines of it. Nothing for `null`, which also stands for a function that returns nothing.
 */
export function resultLines(result: Json, look: Look): readonly string[] {
  if (result === null) return [];
  if (typeof result === "string") return cutLines(withoutControls(result).trimEnd().split("\n"), look);
  if (isRecordList(result)) return recordTable(result, look);
  const text = JSON.stringify(result, null, 2);
  const compact = JSON.stringify(result);
  if (compact.length <= Math.min(72, look.columns)) return [compact];
  return cutLines(text.split("\n"), look);
}

/** A value in a cell of a table. */
export function cellText(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  return oneLine(typeof value === "string" ? value : JSON.stringify(value));
}

type FlatRecord = { readonly [key: string]: Json };

function isRecordList(value: Json): value is readonly FlatRecord[] {
  if (!Array.isArray(value) || value.length === 0) return false;
  return value.every((item) => isFlatRecord(item)) && keysOf(value).length <= mostColumns;
}

function isFlatRecord(value: unknown): value is FlatRecord {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((field) => typeof field !== "object" || field === null);
}

function keysOf(records: readonly FlatRecord[]): readonly string[] {
  return [...new Set(records.flatMap((record) => Object.keys(record)))];
}

function recordTable(records: readonly FlatRecord[], look: Look): readonly string[] {
  const keys = keysOf(records);
  const columns = keys.map((key): Column => {
    const isNumeric = records.every((record) => typeof (record[key] ?? 0) === "number");
    return { title: oneLine(key), align: isNumeric ? "right" : "left", isFlexible: !isNumeric };
  });
  const shown = records.slice(0, mostLines);
  const lines = tableLines(columns, shown.map((record) => keys.map((key): Cell => cellText(record[key]))), look);
  return records.length <= mostLines ? lines : [...lines, more(records.length - mostLines, "rows", look)];
}

function cutLines(lines: readonly string[], look: Look): readonly string[] {
  if (lines.length <= mostLines) return lines;
  return [...lines.slice(0, mostLines), more(lines.length - mostLines, "lines", look)];
}

function more(count: number, what: string, look: Look): string {
  return toLine(look, [{ text: `${look.icons.ellipsis} ${count} more ${what}`, paint: "dim" }]);
}
