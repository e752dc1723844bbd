import type { Clock, Timer } from "../../core/base/clock.ts";
import type { DebuggerHolds } from "./debugger-holds.ts";

/** What is left of a delay and not worth another timer, in milliseconds. */
const grainMs = 25;
const longestPauseMs = 5_000;

/**
 * A clock whose timers stand still while a debugger holds the process: a timer that was held is due once its delay has
 * passed without that. So no timeout fires and no delay is over because of a breakpoint. The time of day goes on.
 *
 * Whoever steps holds the process again and again, and steps into every timer that fires: one that was put off
 * several times is looked at less and less often, and may be late by as much.
 */
export function heldClock(clock: Clock, holds: Pick<DebuggerHolds, "totalMs">): Clock {
  return {
    nowUs: () => clock.nowUs(),
    startTimer: (delayMs, callback) => {
      const startUs = clock.nowUs();
      const heldBeforeMs = holds.totalMs();
      let pauseMs = grainMs;
      let timer: Timer;
      const due = (): void => {
        const heldMs = holds.totalMs() - heldBeforeMs;
        const leftMs = delayMs + heldMs - (clock.nowUs() - startUs) / 1_000;
        if (heldMs === 0 || leftMs <= grainMs) return callback();
        timer = clock.startTimer(Math.max(leftMs, pauseMs), due);
        pauseMs = Math.min(2 * pauseMs, longestPauseMs);
      };
      timer = clock.startTimer(delayMs, due);
      return { cancel: () => timer.cancel() };
    },
  };
}
