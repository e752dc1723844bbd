/** Where time comes into the extension. Whoever starts a timer disposes it. */
import { Throttle } from "../core/base/throttle.ts";

export interface Timer {
  dispose(): void;
}

export function nowMs(): number {
  return Date.now();
}

/** Points in time of runs are microseconds. */
export function nowUs(): number {
  return Date.now() * 1_000;
}

/** What has to be added to UTC for the time on the user's clock. */
export function minutesFromUtc(): number {
  return -new Date().getTimezoneOffset();
}

export function after(delayMs: number, callback: () => void): Timer {
  const timer = setTimeout(callback, delayMs);
  return { dispose: () => clearTimeout(timer) };
}

export function every(periodMs: number, callback: () => void): Timer {
  const timer = setInterval(callback, periodMs);
  return { dispose: () => clearInterval(timer) };
}

/** Calls back at once when called, then at most once a period, with nothing lost. */
export function throttled(periodMs: number, callback: () => void): Timer & { call(): void } {
  const start = (delayMs: number, then: () => void): { cancel(): void } => ({ cancel: after(delayMs, then).dispose });
  const throttle = new Throttle(start, periodMs, callback);
  return { call: () => throttle.call(), dispose: () => throttle.cancel() };
}
