/** Where time comes into the extension. */
import type { Clock } from "../core/base/clock.ts";
import { Throttle } from "../core/base/throttle.ts";

export const clock: Clock = {
  nowUs: () => Date.now() * 1_000,
  startTimer(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return { cancel: () => clearTimeout(timer) };
  },
};

/** What has to be added to UTC for the time on the user's clock. */
export function minutesFromUtc(): number {
  return -new Date().getTimezoneOffset();
}

/** Calls back at once when called, then at most once a period, with nothing lost. */
export function throttled(periodMs: number, callback: () => void): { call(): void; dispose(): void } {
  const throttle = new Throttle((delayMs, then) => clock.startTimer(delayMs, then), periodMs, callback);
  return { call: () => throttle.call(), dispose: () => throttle.cancel() };
}
