import type { StoredValue } from "../core/states/stored-value.ts";
import { encodeValue } from "./value-codec.ts";

/** A value as messages between processes carry it: inline, however large. `undefined` for `undefined`; `m` for one that cannot be carried, of which `onProblem` is told why. */
export function encodeInline(value: unknown, onProblem?: (error: unknown) => void): StoredValue | undefined {
  const text = encodeValue(value, Number.POSITIVE_INFINITY, { putResult: () => undefined }, undefined, onProblem);
  return text === undefined ? undefined : (JSON.parse(text) as StoredValue);
}
