import type { Clock } from "../../core/base/clock.ts";

const originUs = performance.timeOrigin * 1_000;

/** Longest delay that Node's timers take; a longer one is waited for in pieces. */
const longestDelayMs = 2 ** 31 - 1;

/** The machine's clock and timers. */
export const systemClock: Clock = {
  nowUs: () => Math.floor(originUs + performance.now() * 1_000),
  startTimer: (delayMs, callback) => {
    let timer: NodeJS.Timeout;
    const start = (leftMs: number): void => {
      const stepMs = Math.min(leftMs, longestDelayMs);
      timer = setTimeout(() => (leftMs > stepMs ? start(leftMs - stepMs) : callback()), stepMs);
    };
    start(delayMs);
    return { cancel: () => clearTimeout(timer) };
  },
};
