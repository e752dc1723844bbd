import { statSync } from "node:fs";
import type { Clock, Timer } from "../../../core/base/clock.ts";
import type { RunBook } from "./run-book.ts";
import { isActive } from "./run-group.ts";

const roundMs = 2_000;
const roundsBetweenLooks = 3;
/** The newest ones: older runs are hardly ever resumed. */
const mostRuns = 200;

/**
 * Looks now and then at what nothing else tells of. A run that had ended, or is suspended, and that another process resumes: the
 * new owner's file changes the time of its folder, and runs without a process are not watched. And a run whose owner cannot
 * be asked from here, such as one on another machine that shares the folder.
 */
export function watchUnfollowed(book: RunBook, clock: Clock, onTrouble: (error: unknown) => void): { dispose(): void } {
  const seen = new Map<string, number>();
  let timer: Timer | undefined;
  let rounds = 0;

  const round = (): void => {
    timer = clock.startTimer(roundMs, round);
    rounds += 1;
    const unknown = rounds % roundsBetweenLooks === 0 ? [...book.summaries()].filter((run) => run.problem !== null && isActive(run)) : [];
    for (const { id } of unknown) book.look(book.placeOf(id)).catch(onTrouble);
    const resumable = [...book.summaries()].filter((run) => run.isResumable || run.state.type === "PAUSED").sort((a, b) => b.createdAt - a.createdAt);
    for (const { id, endAt } of resumable.slice(0, mostRuns)) {
      const place = book.placeOf(id);
      const changedAt = statSync(place.directory, { throwIfNoEntry: false })?.mtimeMs;
      // An owner makes no file in the folder once the run has ended.
      const before = seen.get(id) ?? (endAt ?? 0) / 1_000;
      if (changedAt === undefined || changedAt <= before) continue;
      seen.set(id, changedAt);
      book.look(place).catch(onTrouble);
    }
  };
  timer = clock.startTimer(roundMs, round);
  return { dispose: () => timer?.cancel() };
}
