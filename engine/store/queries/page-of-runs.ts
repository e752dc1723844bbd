import type { Database, SqlValue } from "sql.js";
import type { RunQuery } from "../../../core/protocol/editor-api.ts";
import { readColumn } from "./read-column.ts";

const mostRuns = 500;

/** Ids of one page, running runs first, then newest first, with the number of all that fit. Goes by `flow_runs_by_time`, `_by_flow` or `_by_group`. */
export function pageOfRuns(database: Database, query: RunQuery): { readonly total: number; readonly ids: readonly string[] } {
  const { conditions, values } = conditionsOf(query);
  const where = conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`;
  const [total = 0] = readColumn(database, `SELECT count(*) FROM flow_runs ${where}`, values);
  const page = `SELECT id FROM flow_runs ${where} ORDER BY is_active DESC, created_at DESC, id LIMIT ? OFFSET ?`;
  const ids = readColumn(database, page, [...values, Math.min(query.limit, mostRuns), query.offset]);
  return { total: Number(total), ids: ids.map(String) };
}

function conditionsOf({ flow, state, text }: RunQuery): { readonly conditions: readonly string[]; readonly values: readonly SqlValue[] } {
  const conditions: string[] = [];
  const values: SqlValue[] = [];
  const add = (condition: string, value: SqlValue): void => {
    conditions.push(condition);
    values.push(value);
  };
  if (flow !== null) add("flow = ?", flow);
  if (state !== null) add("state_group = ?", state);
  // Each word for itself, in any order.
  for (const word of text.toLowerCase().split(/\s+/).filter((part) => part !== "")) add("instr(search, ?) > 0", word);
  return { conditions, values };
}
