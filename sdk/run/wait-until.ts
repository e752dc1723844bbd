import type { Clock } from "../../core/base/clock.ts";

interface Stoppable {
  readonly root: { readonly clock: Clock };
  stop: ((reason: unknown) => void) | null;
}

/** Waits in the run's own time. True when the run was told to stop before the time was over. */
export async function waitUntil(run: Stoppable, delayMs: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const timer = run.root.clock.startTimer(delayMs, () => {
      run.stop = null;
      resolve(false);
    });
    run.stop = () => {
      timer.cancel();
      run.stop = null;
      resolve(true);
    };
  });
}
