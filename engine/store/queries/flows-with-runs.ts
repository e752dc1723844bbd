import type { Database } from "sql.js";
import { readColumn } from "./read-column.ts";

/** Names of all flows that have a run, in order. Goes by `flow_runs_by_flow`. */
export function flowsWithRuns(database: Database): readonly string[] {
  return readColumn(database, "SELECT DISTINCT flow FROM flow_runs ORDER BY flow").map(String);
}
