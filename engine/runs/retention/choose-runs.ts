/**
 * Which runs go. One rule for the command and the editor, so that what a dry run prints is what is removed.
 *
 * R1. Only what has ended goes (J6): whoever asks leaves out the runs that go on, wait, are looked at, or cannot be read.
 * R2. A run of the future (its clock was ahead) is new, not old.
 * R3. The newest run stays however large it is: somebody has just made it.
 */

import type { PrunedRun, RunRetention } from "../../../core/protocol/engine-api.ts";

export interface KeptRun {
  readonly id: string;
  /** When it ended or, where that was later, came here: in microseconds. */
  readonly at: number;
  /** 0 unless `maxBytes` is given. */
  readonly sizeBytes: number;
}

export interface ChosenRun<Run extends KeptRun> {
  readonly run: Run;
  readonly reason: PrunedRun["reason"];
}

export function hasLimit({ maxRuns, maxAgeMs, maxBytes }: RunRetention): boolean {
  return maxRuns !== null || maxAgeMs !== null || maxBytes !== null;
}

/** The oldest first. `otherBytes`: what the runs take that stay in any case. */
export function chooseRuns<Run extends KeptRun>(removable: Iterable<Run>, retention: RunRetention, nowUs: number, otherBytes = 0): readonly ChosenRun<Run>[] {
  const { maxRuns, maxAgeMs, maxBytes } = retention;
  const newestFirst = [...removable].sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
  const oldest = maxAgeMs === null ? Number.NEGATIVE_INFINITY : nowUs - maxAgeMs * 1_000;
  let bytes = otherBytes;
  const reasonFor = (run: Run, index: number): PrunedRun["reason"] | null => {
    if (run.at < oldest) return "age";
    if (maxRuns !== null && index >= maxRuns) return "count";
    bytes += run.sizeBytes;
    return maxBytes !== null && bytes > maxBytes && index > 0 ? "size" : null;
  };
  return newestFirst
    .map((run, index) => ({ run, reason: reasonFor(run, index) }))
    .filter((each): each is ChosenRun<Run> => each.reason !== null)
    .reverse();
}
