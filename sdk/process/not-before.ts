import type { Clock } from "../../core/base/clock.ts";

/**
 * A clock that goes on from a time at the least. A run that is resumed after the machine's clock was set back would else have
 * all its times at the end of the last attempt, and spans of nothing: its own time goes on from there, as fast as the
 * machine's.
 */
export function notBefore(clock: Clock, atUs: number): Clock {
  const aheadUs = Math.max(0, atUs + 1 - clock.nowUs());
  if (aheadUs === 0) return clock;
  return { nowUs: () => clock.nowUs() + aheadUs, startTimer: (delayMs, callback) => clock.startTimer(delayMs, callback) };
}
