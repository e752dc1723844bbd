/** The order of a list of runs: those that go on first, then by day, newest first. */
import type { RunSummary } from "../protocol/run-summary.ts";
import { isFinalType } from "../states/state-type.ts";

export interface RunGroup {
  /** Stable while the day lasts: `active`, or the day as `2026-01-31`. */
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
  const newestFirst = [...runs].sort((a, b) => Number(isFinalType(a.state.type)) - Number(isFinalType(b.state.type)) || b.createdAt - a.createdAt);
  for (const run of newestFirst) {
    const day = dayOf(run.createdAt);
    const isActive = !isFinalType(run.state.type);
    const id = isActive ? "active" : new Date(day * dayMs).toISOString().slice(0, 10);
    const group = groups.get(id) ?? { label: isActive ? "Running" : dayLabel(day, today, id), runs: [] };
    group.runs.push(run);
    groups.set(id, group);
  }
  return [...groups].map(([id, group]) => ({ id, ...group }));
}

function dayLabel(day: number, today: number, iso: string): string {
  if (day >= today) return "Today";
  return day === today - 1 ? "Yesterday" : iso;
}
