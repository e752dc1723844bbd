import type { TouchedRuns } from "../../../core/records/touched-runs.ts";
import { readOwner } from "../../../journal/owner-file.ts";
import { readStanding, type StandingRun } from "../history/read-standing.ts";
import type { RunDirectory } from "../history/run-directories.ts";
import { isOver } from "../read-run.ts";
import { RunFollower } from "../run-follower.ts";
import type { RunsContext } from "../runs-context.ts";
import { fulfilsWithin } from "../wait.ts";

const roundMs = 1_000;

/** A run that another process owns, as it goes on. */
export interface FollowedRun {
  readonly follower: RunFollower;
  /** Fulfils with how it stands, once it is over, its owner is dead, or nobody can be asked. */
  readonly ended: Promise<StandingRun>;
  dispose(): void;
}

/** Follows the run until its end, which is recorded here if its owner dies without one. */
export function followRun(contextOf: () => RunsContext, place: RunDirectory, touched: TouchedRuns): FollowedRun {
  const { clock } = contextOf();
  const follower = new RunFollower(place.directory, clock, touched);
  let isDisposed = false;
  const over = new Promise<void>((resolve) => {
    follower.onChange((view) => (isOver(view) ? resolve() : undefined));
  });
  const follow = async (): Promise<StandingRun> => {
    for (;;) {
      // Goes on for as long as the owner answers, and ends at once where none does.
      await Promise.race([follower.listenTo(readOwner(place.directory)?.socket ?? null), over]);
      if (!isDisposed) follower.readNow();
      if (!isOver(follower.view) && !isDisposed) {
        const standing = await readStanding(contextOf(), place);
        if (standing.owner === "alive" && !isDisposed && !isOver(follower.view)) {
          await fulfilsWithin(clock, over, roundMs);
          continue;
        }
        if (!isDisposed) follower.finish();
        return standing;
      }
      if (!isDisposed) follower.finish();
      return { request: undefined, view: follower.view, problem: undefined, owner: "gone" };
    }
  };
  return {
    follower,
    ended: follow(),
    dispose: () => {
      isDisposed = true;
      follower.dispose();
    },
  };
}
