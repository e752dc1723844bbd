import { durationForms, parseDuration, type Duration } from "../core/base/duration.ts";
import { DefinitionError } from "../core/protocol/errors.ts";
import { systemClock } from "./process/system-clock.ts";
import { abortReason } from "./run/abort-reason.ts";
import { currentContext, requireContext } from "./run/context.ts";
import { sharedState } from "./shared-state.ts";

/**
 * Waits in the run's own time: a test's clock may jump over it.
 *
 * @throws CancelledError when the run is cancelled, or its attempt times out, meanwhile.
 * @throws DefinitionError for what is no duration.
 */
export async function sleep(duration: Duration): Promise<void> {
  const delayMs = parseDuration(duration);
  if (delayMs === undefined) throw new DefinitionError(`sleep: ${JSON.stringify(duration)} is no duration, expected ${durationForms}.`);
  const context = currentContext();
  if (context?.attempt.refusesRuns === true) return await context.attempt.refuse();
  const clock = context?.root.clock ?? sharedState().host?.clock ?? systemClock;
  const signal = context?.attempt.signal;
  await new Promise<void>((resolve, reject) => {
    const stop = (): void => {
      timer.cancel();
      if (signal !== undefined) reject(abortReason(signal));
    };
    const timer = clock.startTimer(delayMs, () => {
      signal?.removeEventListener("abort", stop);
      resolve();
    });
    signal?.addEventListener("abort", stop, { once: true });
  });
}

/**
 * Fires when the run is cancelled and when the attempt times out: pass it to `fetch` and the like.
 *
 * @throws MissingContextError outside of a run.
 */
export function getSignal(): AbortSignal {
  return requireContext("getSignal()").attempt.signal;
}
