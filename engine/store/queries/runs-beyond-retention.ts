import type { Database } from "sql.js";
import type { EngineSettings } from "../../../core/protocol/editor-api.ts";
import { readColumn } from "./read-column.ts";

const dayUs = 24 * 3_600 * 1_000_000;

/** Ids of the runs that have ended and are more or older than is kept, the oldest first. Goes by `flow_runs_by_time`. */
export function runsBeyondRetention(database: Database, { maxRuns, maxAgeDays }: EngineSettings["retention"], nowUs: number): readonly string[] {
  const beyond = new Set<string>();
  const ended = "SELECT id FROM flow_runs WHERE is_active = 0";
  if (maxAgeDays > 0) {
    for (const id of readColumn(database, `${ended} AND created_at < ? ORDER BY created_at`, [nowUs - maxAgeDays * dayUs])) beyond.add(String(id));
  }
  if (maxRuns > 0) {
    const more = readColumn(database, `${ended} ORDER BY created_at DESC LIMIT -1 OFFSET ?`, [maxRuns]);
    for (const id of [...more].reverse()) beyond.add(String(id));
  }
  return [...beyond];
}
