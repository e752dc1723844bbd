import type { Clock } from "../../core/base/clock.ts";
import { CancelledError } from "../../core/protocol/errors.ts";
import { Allowance } from "./allowance.ts";
import type { Attempt } from "./attempt.ts";

/** What `callWithin` rejects with when the time is over: never seen by user code. */
export const timedOut = Symbol("timed out");

/** Calls the function; when `timeoutMs` passes first, its attempt is over whatever it still does. @throws timedOut */
export async function callWithin<T>(clock: Clock, timeoutMs: number, attempt: Attempt, call: () => T): Promise<Awaited<T>> {
  return await new Promise((resolve, reject) => {
    const allowance = new Allowance(clock, timeoutMs, () => {
      attempt.end();
      attempt.abort(new CancelledError("The attempt timed out."));
      // A symbol on purpose: no error of user code can be mistaken for it.
      reject(timedOut);
    });
    attempt.limit(allowance);
    allowance.start();
    void settle(call).then((settled) => {
      allowance.stop();
      if (settled.isValue) resolve(settled.value);
      // Whatever user code threw goes on as it is.
      else reject(settled.value);
    });
  });
}

type Settled<T> = { readonly isValue: true; readonly value: T } | { readonly isValue: false; readonly value: unknown };

async function settle<T>(call: () => T): Promise<Settled<Awaited<T>>> {
  try {
    return { isValue: true, value: await call() };
  } catch (error) {
    return { isValue: false, value: error };
  }
}
