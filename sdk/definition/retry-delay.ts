import { durationForms, parseDuration, type Duration } from "../../core/base/duration.ts";
import { DefinitionError } from "../../core/protocol/errors.ts";
import { show } from "./check-option.ts";

/** How long to wait before each retry: one for all, one per retry (the last repeats), a function of the attempt, or growing. */
export type RetryDelay = Duration | readonly Duration[] | ((attempt: number) => Duration) | ExponentialBackoff;

/** What `exponentialBackoff` makes for `retryDelay`. */
export interface ExponentialBackoff {
  /** Tells it from other delays. */
  readonly kind: "exponentialBackoff";
  /** The first delay, in milliseconds. */
  readonly baseMs: number;
  /** How many times longer each delay is than the one before; at least 1. */
  readonly factor: number;
  /** `Infinity` where there is no limit. */
  readonly maxMs: number;
}

/** Delays of the retries in milliseconds, as the rules take them, or a function asked before each retry. */
export type RetryDelays = readonly number[] | ((attempt: number) => number);

const mostDelays = 50;

/**
 * Delays that grow: `base`, `base × factor`, `base × factor²`, …, none above `max`.
 *
 * @param options.base first delay.
 * @param options.factor how much each is longer than the one before; default 2, at least 1.
 * @param options.max no delay is longer; default: no limit.
 * @throws DefinitionError for a value that is none of these.
 * @example
 * task({ retries: 4, retryDelay: exponentialBackoff({ base: "1s", max: "1m" }) }, fetchPage)
 */
export function exponentialBackoff(options: { readonly base: Duration; readonly factor?: number; readonly max?: Duration }): ExponentialBackoff {
  const baseMs = parseDuration(options.base);
  const factor = options.factor ?? 2;
  const maxMs = options.max === undefined ? Number.POSITIVE_INFINITY : parseDuration(options.max);
  if (baseMs === undefined) throw new DefinitionError(`exponentialBackoff: base is ${show(options.base)}, expected ${durationForms}.`);
  if (maxMs === undefined) throw new DefinitionError(`exponentialBackoff: max is ${show(options.max)}, expected ${durationForms}.`);
  if (!Number.isFinite(factor) || factor < 1) throw new DefinitionError(`exponentialBackoff: factor is ${show(factor)}, expected a number ≥ 1.`);
  return { kind: "exponentialBackoff", baseMs, factor, maxMs };
}

/** `undefined` for what is no retry delay. @throws DefinitionError for a list that is too long. */
export function readRetryDelay(subject: string, value: unknown, retries: number): RetryDelays | undefined {
  if (typeof value === "function") return (attempt) => callDelay(subject, value, attempt);
  if (isExponentialBackoff(value)) return backoffDelays(value, retries);
  if (!Array.isArray(value)) {
    const delayMs = parseDuration(value);
    return delayMs === undefined ? undefined : [delayMs];
  }
  if (value.length > mostDelays) {
    throw new DefinitionError(
      `${subject}: option "retryDelay" has ${value.length} delays. Can not configure more than ${mostDelays}; the last repeats.`,
    );
  }
  const delays = value.map(parseDuration);
  return delays.every((delay) => delay !== undefined) ? delays : undefined;
}

function backoffDelays({ baseMs, factor, maxMs }: ExponentialBackoff, retries: number): number[] {
  return Array.from({ length: Math.min(retries, mostDelays) }, (_, index) => Math.min(maxMs, baseMs * factor ** index));
}

function callDelay(subject: string, delay: Function, attempt: number): number {
  const value: unknown = Reflect.apply(delay, undefined, [attempt]);
  const delayMs = parseDuration(value);
  if (delayMs === undefined) throw new DefinitionError(`${subject}: the function "retryDelay" returned ${show(value)}, expected ${durationForms}.`);
  return delayMs;
}

function isExponentialBackoff(value: unknown): value is ExponentialBackoff {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "exponentialBackoff";
}
