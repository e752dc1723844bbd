import { statSync } from "node:fs";
import type { Clock, Timer } from "../../../core/base/clock.ts";
import type { RunBook } from "./run-book.ts";

const roundMs = 2_000;
/** The newest ones: older runs are hardly ever resumed. */
const mostRuns = 200;

/**
 * Notices runs that had ended and that another process resumes: the new owner's file changes the time of the run's
 * folder, and nothing tells of that but looking, since runs that have ended are not watched.
 */
export function watchForResumed(book: RunBook, clock: Clock, onTrouble: (error: unknown) => void): { dispose(): void } {
  const seen = new Map<string, number>();
  let timer: Timer | undefined;

  const round = (): void => {
    timer = clock.startTimer(roundMs, round);
    const resumable = [...book.summaries()].filter((run) => run.isResumable).sort((a, b) => b.createdAt - a.createdAt);
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
