import type { Clock } from "../../core/base/clock.ts";
import type { Attempt } from "./attempt.ts";
import { CancelledError } from "../../core/protocol/errors.ts";
import { outcomeOf, type CallOutcome } from "./outcome.ts";

/** Calls the function; when `timeoutMs` (0: none) passes first, its attempt is over whatever it still does. */
export async function callWithin(clock: Clock, timeoutMs: number, attempt: Attempt, call: () => unknown): Promise<CallOutcome> {
  if (timeoutMs === 0) return await outcomeOf(call);
  return await new Promise((resolve) => {
    const timer = clock.startTimer(timeoutMs, () => {
      attempt.end();
      attempt.abort(new CancelledError("The attempt timed out."));
      resolve({ kind: "timedOut" });
    });
    void outcomeOf(call).then((outcome) => {
      timer.cancel();
      resolve(outcome);
    });
  });
}
