import type { Duration } from "../../core/base/duration.ts";
import { DefinitionError } from "../../core/protocol/errors.ts";
import { callStack } from "../definition/call-stack.ts";
import { currentContext } from "../run/context.ts";
import { acquireSlots, readNames, readOccupy, readTimeout, tell } from "./acquire-slots.ts";

/** How slots are held. */
export interface ConcurrencyOptions {
  /** Slots of each limit: a whole number ≥ 1. Default: 1. */
  readonly occupy?: number;
  /** Longest wait for the slots; 0: none. Default: as long as it takes. */
  readonly timeout?: Duration;
  /** True: a name without a limit is an error; else it limits nothing, with a warning. Default: false. */
  readonly strict?: boolean;
}

/**
 * Calls the function while holding slots of concurrency limits, which all runs of the workspace share, whatever process they
 * run in. Waits for its turn: first come, first served, slots of all names or of none. The slots are free again when the
 * function has ended, and at once when its process dies. Limits are made with `millrace limits set <name> <n>`.
 *
 * @param names one limit or several; none: the function is just called.
 * @returns what the function returns.
 * @throws ConcurrencyTimeoutError when `timeout` is over; ConcurrencySlotError for slots that can never be had (a limit of 0,
 * more than there are, a missing limit with `strict`); CancelledError when the run is cancelled meanwhile;
 * EngineUnavailableError; and what the function throws.
 * @example
 * const rows = await concurrency("database", () => query("select …"));
 * await concurrency(["database", "gpu"], { occupy: 2, timeout: "30s" }, () => train(rows));
 */
export function concurrency<R>(names: string | readonly string[], fn: () => R): Promise<Awaited<R>>;
export function concurrency<R>(names: string | readonly string[], options: ConcurrencyOptions, fn: () => R): Promise<Awaited<R>>;
export async function concurrency<R>(names: string | readonly string[], first: ConcurrencyOptions | (() => R), second?: () => R): Promise<Awaited<R>> {
  const options = typeof first === "function" ? {} : first;
  const fn = typeof first === "function" ? first : second;
  const call = "concurrency";
  const place = callStack(concurrency);
  if (typeof fn !== "function") throw new DefinitionError(`${call}: expected names, options and then a function, as in concurrency("database", () => …).`);
  const list = readNames(call, names);
  const occupy = readOccupy(call, options.occupy ?? 1);
  const timeoutMs = readTimeout(call, options.timeout);
  const hold = list.length === 0 ? null : await acquireSlots({ names: list, occupy, timeoutMs, mode: "hold", strict: options.strict === true, place });
  if (hold === null) return await fn();
  // A function that goes on after its attempt has timed out keeps nobody waiting.
  const forget = currentContext()?.attempt.onEnd(() => hold.release());
  try {
    return await fn();
  } finally {
    forget?.();
    hold.release();
    await tell("released", list.filter((name) => !hold.missing.includes(name)), occupy);
  }
}
