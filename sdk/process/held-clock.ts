import type { Clock, Timer } from "../../core/base/clock.ts";
import type { DebuggerHolds } from "./debugger-holds.ts";

/**
 * A clock whose timers stand still while a debugger holds the process: a timer that was held is due once its delay has
 * passed without that. So no timeout fires and no delay is over because of a breakpoint. The time of day goes on.
 */
export function heldClock(clock: Clock, holds: Pick<DebuggerHolds, "totalMs">): Clock {
  return {
    nowUs: () => clock.nowUs(),
    startTimer: (delayMs, callback) => {
      const startUs = clock.nowUs();
      const heldBeforeMs = holds.totalMs();
      let timer: Timer;
      const due = (): void => {
        const heldMs = holds.totalMs() - heldBeforeMs;
        const leftMs = delayMs + heldMs - (clock.nowUs() - startUs) / 1_000;
        // What a timer is early or late by itself is not counted.
        if (heldMs > 0 && leftMs > 0) timer = clock.startTimer(leftMs, due);
        else callback();
      };
      timer = clock.startTimer(delayMs, due);
      return { cancel: () => timer.cancel() };
    },
  };
}
