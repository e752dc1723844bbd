/** The order of a list of runs: those that wait for a person first, then those that go on, then by day, newest first. */
import type { RunSummary } from "../protocol/run-summary.ts";
import { isFinalType } from "../states/state-type.ts";
import { isWaiting } from "./waiting-words.ts";

export interface RunGroup {
  /** Stable while the day lasts: `waiting`, `active`, or the day as `2026-01-31`. */
  readonly id: string;
  readonly label: string;
  readonly runs: readonly RunSummary[];
}

const dayMs = 86_400_000;

/** @param offsetMinutes what has to be added to UTC for the time on the user's clock */
export function groupRuns(runs: Iterable<RunSummary>, nowUs: number, offsetMinutes: number): readonly RunGroup[] {
  const dayOf = (us: number): number => Math.floor((us / 1_000 + offsetMinutes * 60_000) / dayMs);
  const today = dayOf(nowUs);
  const groups = new Map<string, { readonly label: string; readonly runs: RunSummary[] }>();
  const newestFirst = [...runs].sort((a, b) => standing(a) - standing(b) || b.createdAt - a.createdAt);
  for (const run of newestFirst) {
    const day = dayOf(run.createdAt);
    const id = liveGroups[standing(run)] ?? new Date(day * dayMs).toISOString().slice(0, 10);
    const group = groups.get(id) ?? { label: liveLabels[standing(run)] ?? dayLabel(day, today, id), runs: [] };
    group.runs.push(run);
    groups.set(id, group);
  }
  return [...groups].map(([id, group]) => ({ id, ...group }));
}

const liveGroups = ["waiting", "active", undefined] as const;
const liveLabels = ["Waiting for you", "Running", undefined] as const;

/** Which of the groups a run is in: 0 waiting, 1 active, 2 a day. */
export function standing(run: RunSummary): 0 | 1 | 2 {
  if (isFinalType(run.state.type)) return 2;
  return isWaiting(run) ? 0 : 1;
}

function dayLabel(day: number, today: number, iso: string): string {
  if (day >= today) return "Today";
  return day === today - 1 ? "Yesterday" : iso;
}
