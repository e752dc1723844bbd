/** Closes a switch over a union: the compiler rejects the call when a case is missing. */
export function assertNever(value: never, what = "value"): never {
  throw new TypeError(`Unexpected ${what}: ${JSON.stringify(value)}. This is a bug in Millrace.`);
}
