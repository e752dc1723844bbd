import type { Database } from "sql.js";
import type { RunSummary } from "../../../core/protocol/run-summary.ts";
import { groupOf } from "../../runs/watching/run-group.ts";

/** Puts runs in, in place of what was known of them. */
export function upsertRuns(database: Database, runs: Iterable<RunSummary>): void {
  const statement = database.prepare(
    "INSERT OR REPLACE INTO flow_runs (id, flow, flow_id, state_group, is_active, created_at, end_at, search) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
  );
  try {
    for (const { id, flow, flowId, state, name, createdAt, endAt } of runs) {
      const group = groupOf(state.type);
      statement.run([id, flow, flowId, group, group === "active" ? 1 : 0, createdAt, endAt, `${name} ${flow} ${state.name}`.toLowerCase()]);
    }
  } finally {
    statement.free();
  }
}

export function deleteRows(database: Database, ids: Iterable<string>): void {
  const statement = database.prepare("DELETE FROM flow_runs WHERE id = ?");
  try {
    for (const id of ids) statement.run([id]);
  } finally {
    statement.free();
  }
}
