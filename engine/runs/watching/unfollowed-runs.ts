import { statSync } from "node:fs";
import type { Clock, Timer } from "../../../core/base/clock.ts";
import { runPaths } from "../../../journal/run-paths.ts";
import type { RunBook } from "./run-book.ts";
import { isActive } from "./run-group.ts";

const roundMs = 2_000;
const roundsBetweenLooks = 3;
/** The newest ones: older runs are hardly ever resumed. */
const mostRuns = 200;

/**
 * Looks now and then at what nothing else tells of. A run that had ended, or is suspended, and that another process resumes: runs
 * without a process are not watched. The new owner's file changes the time of its folder, and its first record that of
 * the records, which may be much later. And a run whose owner cannot be asked from here, such as one on another machine
 * that shares the folder.
 */
export function watchUnfollowed(book: RunBook, clock: Clock, onTrouble: (error: unknown) => void): { dispose(): void } {
  const seen = new Map<string, string>();
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
      const files = [place.directory, runPaths(place.directory).events].flatMap((path) => statSync(path, { throwIfNoEntry: false }) ?? []);
      const stamp = files.map(({ mtimeMs, size }) => `${mtimeMs} ${size}`).join(" ");
      const before = seen.get(id);
      // An owner makes no file in the folder once the run has ended, and writes nothing more.
      const hasChanged = before === undefined ? files.some(({ mtimeMs }) => mtimeMs > (endAt ?? 0) / 1_000) : stamp !== before;
      if (!hasChanged) continue;
      seen.set(id, stamp);
      book.look(place).catch(onTrouble);
    }
  };
  timer = clock.startTimer(roundMs, round);
  return { dispose: () => timer?.cancel() };
}
