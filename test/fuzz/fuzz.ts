/**
 * How long fuzz goes on, and from where. As part of the tests: a little, always the same. With `npm run fuzz` as long and
 * with the seed that it is told; a counterexample that fast-check prints is kept as an example of its property.
 */
import fc from "fast-check";

const { MILLRACE_FUZZ_SEED = "1", MILLRACE_FUZZ_SECONDS } = process.env;

/** @param runs how many are tried as part of the tests. */
export function fuzzing<T>(runs: number, examples: T[] = []): fc.Parameters<T> {
  const seed = Number(MILLRACE_FUZZ_SEED);
  if (MILLRACE_FUZZ_SECONDS === undefined) return { seed, numRuns: runs, examples };
  return { seed, examples, numRuns: Number.MAX_SAFE_INTEGER, interruptAfterTimeLimit: Number(MILLRACE_FUZZ_SECONDS) * 1_000, markInterruptAsFailure: false };
}

/** Longest for one test, in milliseconds. */
export const fuzzTimeoutMs = 120_000 + Number(MILLRACE_FUZZ_SECONDS ?? 0) * 2_000;

/** What a field of JSON may be that somebody else has written. */
export const strangeValues: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1, 1.5, 1e300, -1e300, 9007199254740993, "", "0", "../../etc", "__proto__", [], {}, [[]], [null], { v: 1 }, { at: "x" }, "\u0000", "\ud800"),
  fc.jsonValue({ maxDepth: 3 }),
  // As deep as nobody writes, and not as deep as no reader of JSON could.
  fc.integer({ min: 10, max: 2_000 }).map((depth) => JSON.parse("[".repeat(depth) + "]".repeat(depth)) as unknown),
);

/** The value with one thing in it replaced, wherever that stands, removed, or put where nothing was. */
export function damaged(value: unknown): fc.Arbitrary<unknown> {
  const places = placesIn(value);
  return fc.tuple(fc.nat(), strangeValues, fc.constantFrom("replace", "replace", "replace", "remove", "add")).map(([pick, strange, how]) => {
    const place = places[pick % places.length] ?? [];
    return change(value, place, how, strange);
  });
}

type Place = readonly (string | number)[];

function placesIn(value: unknown, place: Place = []): readonly Place[] {
  if (typeof value !== "object" || value === null) return [place];
  const inner = Array.isArray(value) ? value.map((each, index) => placesIn(each, [...place, index])) : Object.entries(value).map(([name, each]) => placesIn(each, [...place, name]));
  return [place, ...inner.flat()];
}

function change(value: unknown, [first, ...rest]: Place, how: string, strange: unknown): unknown {
  if (first === undefined) return how === "add" && typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value, added: strange } : strange;
  if (Array.isArray(value)) return value.flatMap((each: unknown, index) => (index === first ? (how === "remove" && rest.length === 0 ? [] : [change(each, rest, how, strange)]) : [each]));
  const entries = Object.entries(value as object);
  return Object.fromEntries(entries.flatMap(([name, each]: [string, unknown]) => (name === first ? (how === "remove" && rest.length === 0 ? [] : [[name, change(each, rest, how, strange)]]) : [[name, each]])));
}
