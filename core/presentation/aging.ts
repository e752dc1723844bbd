import type { Clock, Timer } from "../base/clock.ts";

/** Ages (`2 min ago`) and the days of a list change by themselves; seen twice a minute nobody finds them wrong. */
export const agePeriodMs = 30_000;

/** Calls back each period, for as long as it is not disposed of. */
export function aging(clock: Pick<Clock, "startTimer">, callback: () => void): { dispose(): void } {
  let timer: Timer;
  const wait = (): void => {
    timer = clock.startTimer(agePeriodMs, () => {
      wait();
      callback();
    });
  };
  wait();
  return { dispose: () => timer.cancel() };
}
