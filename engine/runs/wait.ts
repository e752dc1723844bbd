import type { Clock } from "../../core/base/clock.ts";

export function waitMs(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.startTimer(delayMs, resolve);
  });
}

/** Whether the promise fulfils in time. A rejection is passed on. */
export function fulfilsWithin(clock: Clock, promise: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const timer = clock.startTimer(timeoutMs, () => resolve(false));
    promise.then(
      () => {
        timer.cancel();
        resolve(true);
      },
      (error: unknown) => {
        timer.cancel();
        reject(error);
      },
    );
  });
}
