import type { LogDocument } from "../../../core/protocol/run-document.ts";
import { readOwner } from "../../../journal/owner-file.ts";
import { isOver } from "../read-run.ts";
import { RunFollower } from "../run-follower.ts";
import type { RunsContext } from "../runs-context.ts";
import { fulfilsWithin } from "../wait.ts";
import { readStanding } from "./read-standing.ts";
import type { RunDirectory } from "./run-directories.ts";

const standingRoundMs = 1_000;

/** Tells the log lines of a run that somebody else runs, from the first; fulfils when the run is over. */
export async function followLogs(context: RunsContext, place: RunDirectory, listener: (line: LogDocument) => void): Promise<void> {
  const follower = new RunFollower(place.directory, context.clock);
  try {
    follower.onLog(listener);
    const over = whenOver(follower);
    while (!isOver(follower.view)) {
      // Goes on for as long as the owner answers, and ends at once where none does.
      await Promise.race([follower.listenTo(readOwner(place.directory)?.socket ?? null), over]);
      // An owner that dies writes no end: whoever looks records it, and this looks.
      if (isOver(follower.view) || (await readStanding(context, place)).owner !== "alive") break;
      await fulfilsWithin(context.clock, over, standingRoundMs);
    }
    follower.finish();
  } finally {
    follower.dispose();
  }
}

function whenOver(follower: RunFollower): Promise<void> {
  return new Promise((resolve) => {
    const subscription = follower.onChange((view) => {
      if (!isOver(view)) return;
      // The first call comes before there is a subscription to end.
      queueMicrotask(() => subscription.dispose());
      resolve();
    });
  });
}
