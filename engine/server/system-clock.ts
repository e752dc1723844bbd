import type { Clock } from "../../core/base/clock.ts";

/** The machine's clock and timers, for a process that lives as long as its editor: a pending timer does not keep it. */
export const systemClock: Clock = {
  nowUs: () => Math.round((performance.timeOrigin + performance.now()) * 1_000),
  startTimer: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return { cancel: () => clearTimeout(timer) };
  },
};
