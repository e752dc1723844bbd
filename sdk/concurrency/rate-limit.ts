import type { Duration } from "../../core/base/duration.ts";
import { callStack } from "../definition/call-stack.ts";
import { acquireSlots, readNames, readOccupy, readTimeout } from "./acquire-slots.ts";

/** How slots of a rate limit are used. */
export interface RateLimitOptions {
  /** Slots of each limit: a whole number ≥ 1. Default: 1. */
  readonly occupy?: number;
  /** Longest wait for the slots; 0: none. Default: as long as it takes. */
  readonly timeout?: Duration;
  /** True: a name without a limit is an error; else it limits nothing, with a warning. Default: false. */
  readonly strict?: boolean;
}

/**
 * Waits until limits with a decay let the caller go on. Its slots are not given back: they come free by themselves, so many a
 * second as the limit's decay says. Limits are made with `millrace limits set <name> <n> --decay <n>/s`.
 *
 * @throws ConcurrencySlotError for slots that can never be had: a limit without decay, a limit of 0, more slots than there
 * are, a missing limit with `strict`; ConcurrencyTimeoutError; CancelledError; EngineUnavailableError.
 * @example
 * await rateLimit("github-api");
 * const response = await fetch("https://api.github.com/rate_limit");
 */
export async function rateLimit(names: string | readonly string[], options: RateLimitOptions = {}): Promise<void> {
  const call = "rateLimit";
  const place = callStack(rateLimit);
  const list = readNames(call, names);
  const occupy = readOccupy(call, options.occupy ?? 1);
  const timeoutMs = readTimeout(call, options.timeout);
  if (list.length > 0) await acquireSlots({ names: list, occupy, timeoutMs, mode: "rate", strict: options.strict === true, place });
}
