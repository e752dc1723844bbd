import type { Clock } from "../../core/base/clock.ts";
import { CancelledError } from "../../core/protocol/errors.ts";
import type { Attempt } from "./attempt.ts";

/** What `callWithin` rejects with when the time is over: never seen by user code. */
export const timedOut = Symbol("timed out");

/** Calls the function; when `timeoutMs` passes first, its attempt is over whatever it still does. @throws timedOut */
export async function callWithin(clock: Clock, timeoutMs: number, attempt: Attempt, call: () => unknown): Promise<unknown> {
  return await new Promise((resolve, reject) => {
    const timer = clock.startTimer(timeoutMs, () => {
      attempt.end();
      attempt.abort(new CancelledError("The attempt timed out."));
      // A symbol on purpose: no error of user code can be mistaken for it.
      reject(timedOut);
    });
    void settle(call).then((settled) => {
      timer.cancel();
      if (settled.isValue) resolve(settled.value);
      // Whatever user code threw goes on as it is.
      else reject(settled.value);
    });
  });
}

async function settle(call: () => unknown): Promise<{ readonly isValue: boolean; readonly value: unknown }> {
  try {
    return { isValue: true, value: await call() };
  } catch (error) {
    return { isValue: false, value: error };
  }
}
