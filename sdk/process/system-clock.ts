import type { Clock, Timer } from "../../core/base/clock.ts";

/** Longest delay that Node's timers take; a longer one is waited for in pieces. */
const longestDelayMs = 2 ** 31 - 1;

/** Less than this between the machine's clock and the process's own is but their grain. */
const grainMs = 20;

/** The machine's clock and timers. */
class SystemClock implements Clock {
  #originUs: number | undefined;

  nowUs(): number {
    this.#originUs ??= originUs();
    return Math.floor(this.#originUs + performance.now() * 1_000);
  }

  startTimer(delayMs: number, callback: () => void): Timer {
    let timer: NodeJS.Timeout;
    const start = (leftMs: number): void => {
      const stepMs = Math.min(leftMs, longestDelayMs);
      timer = setTimeout(() => (leftMs > stepMs ? start(leftMs - stepMs) : callback()), stepMs);
    };
    start(delayMs);
    return { cancel: () => clearTimeout(timer) };
  }
}

export const systemClock: Clock = new SystemClock();

/** A runner may have waited for its run while the machine slept, which the process's own clock does not count. */
function originUs(): number {
  const { timeOrigin } = performance;
  const behindMs = Date.now() - timeOrigin - performance.now();
  return (timeOrigin + (Math.abs(behindMs) > grainMs ? behindMs : 0)) * 1_000;
}
