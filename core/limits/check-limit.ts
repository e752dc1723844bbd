import { quoted } from "../base/quoted.ts";
import { UsageError } from "../protocol/errors.ts";
import type { Limit } from "./slots.ts";

/** As Prefect bans them in names (`BANNED_CHARACTERS`). */
const banned = /[/%&><]/;
/** A name is told on one line, and typed as it is told. */
const control = /[\p{Cc}\u2028\u2029]/u;
const longestName = 255;

/** @throws UsageError that says what a limit may be. */
export function checkLimit({ name, limit, decayPerSecond }: Limit): void {
  checkLimitName(name);
  if (!Number.isInteger(limit) || limit < 0) throw new UsageError(`The limit "${name}" is ${limit}: its slots must be a whole number greater than or equal to 0.`);
  const isDecay = decayPerSecond === null || (Number.isFinite(decayPerSecond) && decayPerSecond >= 0);
  if (!isDecay) throw new UsageError(`The decay of the limit "${name}" is ${decayPerSecond}: it must be a number of slots a second greater than or equal to 0.`);
}

/** @throws UsageError */
export function checkLimitName(name: string): void {
  const isName = name !== "" && name.trim() === name && name.length <= longestName && !banned.test(name) && !control.test(name);
  if (!isName) throw new UsageError(`${quoted(name)} is no name of a limit: expected 1 to ${longestName} characters without / % & > <, line breaks and control characters, and without blanks at its ends.`);
}
