import { durationForms, parseDuration, type Duration } from "../core/base/duration.ts";
import { CancelledError, DefinitionError, hasCode } from "../core/protocol/errors.ts";
import { systemClock } from "./process/system-clock.ts";
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
  context?.attempt.assertGoingOn();
  const clock = context?.root.clock ?? sharedState().host?.clock ?? systemClock;
  const signal = context?.attempt.signal;
  await new Promise<void>((resolve, reject) => {
    const stop = (): void => {
      timer.cancel();
      reject(hasCode(signal?.reason, "MILLRACE_CANCELLED") ? signal?.reason : new CancelledError());
    };
    const timer = clock.startTimer(delayMs, () => {
      signal?.removeEventListener("abort", stop);
      resolve();
    });
    if (signal?.aborted === true) stop();
    else signal?.addEventListener("abort", stop, { once: true });
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
