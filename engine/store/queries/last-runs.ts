import type { Database } from "sql.js";
import { readColumn } from "./read-column.ts";

/** Id of the newest run of each flow of the sources. Goes by `flow_runs_by_flow_id`. */
export function lastRuns(database: Database): readonly string[] {
  const newest = "SELECT flow_id, max(created_at) AS created_at FROM flow_runs WHERE flow_id IS NOT NULL GROUP BY flow_id";
  return readColumn(database, `SELECT flow_runs.id FROM flow_runs JOIN (${newest}) USING (flow_id, created_at)`).map(String);
}
