import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { StoredValue } from "../../core/states/stored-value.ts";
import { createMemoryStorage } from "../../journal/memory-storage.ts";
import { isPlainJson } from "../../journal/plain-json.ts";
import { showStored } from "../../journal/show-value.ts";
import { decodeValue, encodeValue, inlineLimit, notRecorded, storeFile, type StoredTexts, type ValueSource } from "../../journal/value-codec.ts";

function encode(value: unknown, limit: number = inlineLimit.result): { readonly stored: StoredValue | undefined; readonly source: ValueSource } {
  const storage = createMemoryStorage();
  const text = encodeValue(value, limit, storage);
  const source = { getResult: (name: string) => storage.getResult(name), resultOf: () => undefined };
  return { stored: text === undefined ? undefined : (JSON.parse(text) as StoredValue), source };
}

/** The value as it comes back, or why it does not. */
function roundTrip(value: unknown, limit?: number): unknown {
  const { stored, source } = encode(value, limit);
  const decoded = decodeValue(stored, source);
  return decoded.kind === "value" ? decoded.value : expect.fail(decoded.reason);
}

const keys = fc.oneof({ weight: 9, arbitrary: fc.string() }, { weight: 1, arbitrary: fc.constantFrom("__proto__", "\0__proto__", "\0\0__proto__", "toString") }).filter((key) => key !== "toJSON");

const anything = fc.anything({
  key: keys,
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
  withBoxedValues: true,
});

test("what the serialiser knows comes back as it was, inline and from a file", () => {
  fc.assert(
    fc.property(anything, fc.constantFrom(0, 20, 4_096), (value, limit) => {
      expect(roundTrip(value, limit)).toStrictEqual(value);
    }),
    { numRuns: 500 },
  );
});

test.each<[string, unknown]>([
  ["undefined", undefined],
  ["minus zero", -0],
  ["NaN", Number.NaN],
  ["infinity", Number.NEGATIVE_INFINITY],
  ["a bigint", 2n ** 80n],
  ["an invalid date", new Date(Number.NaN)],
  ["a regular expression", /mill(?<race>race)/giu],
  ["an address", new URL("https://example.org/a?b=c#d")],
  ["a part of a typed array", new Uint16Array(new ArrayBuffer(64), 8, 4).fill(7)],
  ["an array buffer", new Uint8Array([1, 2, 3]).buffer],
  ["a list with holes", [1, , 3]],
  ["a half of a surrogate pair", "\ud83c"],
  ["a map of maps", new Map([[new Map([[1, 2]]), new Set([new Date(5)])]])],
  ["undefined within", { a: undefined, b: [undefined] }],
])("%s comes back", (_, value) => {
  expect(roundTrip(value)).toStrictEqual(value);
});

test("an error comes back with its name, code, stack and causes", () => {
  class FetchError extends TypeError {
    override readonly name = "FetchError";
    readonly code = "E_FETCH";
  }
  const error = new FetchError("no answer", { cause: new RangeError("too far", { cause: { status: 503 } }) });
  const back = roundTrip({ error }) as { error: FetchError };
  expect(back.error).toBeInstanceOf(Error);
  expect([back.error.name, back.error.message, back.error.code, back.error.stack]).toEqual(["FetchError", "no answer", "E_FETCH", error.stack]);
  const cause = back.error.cause as Error;
  expect([cause.name, cause.message, cause.cause]).toEqual(["RangeError", "too far", { status: 503 }]);
});

test("an error that is its own cause comes back as an error", () => {
  const error = new Error("of itself");
  error.cause = error;
  expect(roundTrip(error)).toMatchObject({ message: "of itself", cause: { message: "of itself" } });
});

test.each<[string, string]>([
  ["plain", '{"__proto__":{"polluted":1},"x":{"__proto__":null}}'],
  ["with a date", '{"__proto__":{"polluted":1},"when":null}'],
])("a key __proto__ of a %s object is its own when it comes back, inline and from a file, and changes nothing else", (kind, json) => {
  const value = JSON.parse(json) as { when?: unknown };
  if (kind !== "plain") value.when = new Date(5);
  for (const limit of [0, 4_096]) {
    const back = roundTrip(value, limit) as Record<string, unknown>;
    expect(Object.getOwnPropertyDescriptor(back, "__proto__")).toEqual({ value: { polluted: 1 }, writable: true, enumerable: true, configurable: true });
    expect([Object.getPrototypeOf(back), "polluted" in back, isDeepStrictEqual(back, value)]).toEqual([Object.prototype, false, true]);
    expect("polluted" in {}).toBe(false);
  }
});

test("an object that is its own __proto__ comes back as such, also without a prototype", () => {
  const define = (object: object): object => Object.defineProperty(object, "__proto__", { value: object, enumerable: true, writable: true, configurable: true });
  for (const ring of [define({}), define(Object.create(null) as object)]) {
    const back = roundTrip(ring) as object;
    expect(Object.getOwnPropertyDescriptor(back, "__proto__")?.value).toBe(back);
    expect(Object.getPrototypeOf(back)).toBe(Object.getPrototypeOf(ring));
  }
});

test("cycles and shared objects come back as such", () => {
  const shared = { n: 1 };
  const ring: Record<string, unknown> = { a: shared, b: shared, when: new Date(0) };
  ring["self"] = ring;
  const back = roundTrip(ring) as typeof ring;
  expect(back["self"]).toBe(back);
  expect(back["a"]).toBe(back["b"]);
});

test("plain JSON is stored as it is", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      fc.pre(isPlainJson(value));
      expect(encode(value, 1e9).stored).toEqual({ v: value });
    }),
  );
});

test("a value is plain exactly when JSON gives it back", () => {
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), anything), (value) => {
      expect(isPlainJson(value)).toBe(isKeptByJson(value));
    }),
    { numRuns: 1_000 },
  );
});

function isKeptByJson(value: unknown): boolean {
  try {
    return isDeepStrictEqual(JSON.parse(JSON.stringify(value)), value);
  } catch {
    return false;
  }
}

test.each<[string, unknown]>([
  ["nests too deep", Array.from({ length: 70 }).reduce<unknown>((inner) => [inner], 1)],
  ["says itself what JSON makes of it", { toJSON: () => 1 }],
  ["has a symbol", { [Symbol("s")]: 1 }],
  ["has a class", new (class Mill {})()],
  ["has no prototype", Object.create(null)],
])("a value that %s is not plain", (_, value) => {
  expect(isPlainJson(value)).toBe(false);
});

test("a value over the limit is a file that its content names, and one at the limit is not", () => {
  const fits = "x".repeat(98);
  expect(encode(fits, 100).stored).toEqual({ v: fits });
  expect(encode(`${fits}x`, 100).stored).toEqual({ f: expect.stringMatching(/^[0-9a-f]{32}\.json$/), c: "v", size: 101 });
  expect(encode(new Set([fits]), 100).stored).toEqual({ f: expect.stringMatching(/^[0-9a-f]{32}\.devalue$/), c: "x", size: expect.any(Number) });
  expect(encode([`${fits}x`], 100).stored).toEqual(encode([`${fits}x`], 50).stored);
});

test("objects that each hold the next one twice are kept as they are, and not shown a thousand million times", () => {
  const { stored, source } = encode(Array.from({ length: 30 }).reduce<unknown>((inner) => ({ left: inner, right: inner }), 1));
  const decoded = decodeValue(stored, source) as { value: { left: unknown; right: unknown } };
  expect(decoded.value.left).toBe(decoded.value.right);
  expect(stored === undefined ? null : showStored(stored, source)).toEqual({ $notRecorded: expect.stringContaining("more than 1000000 objects") });
});

test("a large object is stored once, whoever asks again", () => {
  const names: string[] = [];
  const known: StoredTexts = new WeakMap();
  const storage = { putResult: (name: string) => void names.push(name) };
  for (const value of [["x".repeat(200)], new Map([["x".repeat(200), 1]])]) {
    expect(encodeValue(value, 100, storage, known)).toBe(encodeValue(value, 100, storage, known));
  }
  expect(names).toHaveLength(2);
});

const throwing = {
  get value(): never {
    throw new Error("not now");
  },
};
const hostile: readonly (readonly [string, unknown])[] = [
  ["a function", () => 1],
  ["a symbol", Symbol("s")],
  ["an object with methods", { work: () => 1 }],
  ["a promise", Promise.resolve(1)],
  ["a class of one's own", new (class Mill {
    readonly stones = 2;
  })()],
  ["a getter that throws", throwing],
  ["a getter that throws, within", [{ throwing }]],
  ["an object that throws when it is shown", { work: () => 1, [Symbol.for("nodejs.util.inspect.custom")]: () => { throw new Error("no"); } }],
  ["a proxy that is gone", revokedProxy()],
  ["a nest without end", Array.from({ length: 50_000 }).reduce<unknown>((inner) => [inner], 1)],
];

test.each(hostile)("%s is not recorded, and says so with a preview", (_, value) => {
  const { stored, source } = encode(value);
  expect(stored).toEqual({ m: expect.any(String) });
  expect(decodeValue(stored, source)).toEqual({ kind: "missing", reason: expect.stringContaining("it was not recorded (") });
  expect(stored === undefined ? null : showStored(stored, source)).toEqual({ $notRecorded: expect.any(String) });
});

test("a preview is short", () => {
  const { m } = JSON.parse(notRecorded({ text: "🌊".repeat(1_000) })) as { m: string };
  expect(m).toHaveLength(200);
});

test("what is damaged or gone is missing, with the reason", () => {
  const source = (text: string | undefined): ValueSource => ({ getResult: () => text, resultOf: () => undefined });
  const file = { f: "ab.json", c: "v", size: 5 } as const;
  const reasons = [
    decodeValue(file, source(undefined)),
    decodeValue(file, source("[1,2")),
    decodeValue({ x: "[[" }, source(undefined)),
  ].map((decoded) => (decoded.kind === "missing" ? decoded.reason.split(": ")[0] : "there"));
  expect(reasons).toEqual([
    "its file results/ab.json is gone",
    "its file results/ab.json cannot be read",
    "its text cannot be read",
  ]);
});

test("what a power loss has left of a text of the user's serializer is missing: the serializer might take it", () => {
  const storage = createMemoryStorage();
  const stored = JSON.parse(storeFile("a,b,c", "o", storage, "csv")) as StoredValue;
  const whole = "f" in stored ? storage.getResult(stored.f) : undefined;
  const read = (text: string | undefined): unknown => decodeValue(stored, { getResult: () => text, resultOf: () => undefined, deserialize: (given) => given.split(",") });
  expect(read(whole)).toEqual({ kind: "value", value: ["a", "b", "c"] });
  for (const left of ["", "a,b", "\0\0\0\0\0"]) expect(read(left)).toMatchObject({ kind: "missing", reason: expect.stringMatching(/^its file results\/[0-9a-f]{32}\.txt is damaged$/) as string });
});

test("what another task run returned is found through it", () => {
  const source: ValueSource = { getResult: () => undefined, resultOf: (task) => (task === 3 ? { v: "three" } : undefined) };
  expect([decodeValue({ t: 3 }, source), decodeValue({ t: 4 }, source)]).toEqual([
    { kind: "value", value: "three" },
    { kind: "value", value: undefined },
  ]);
});

test("whatever is stored can be shown, as JSON", () => {
  fc.assert(
    fc.property(anything, fc.constantFrom(0, 4_096), (value, limit) => {
      const { stored, source } = encode(value, limit);
      if (stored !== undefined) expect(JSON.stringify(showStored(stored, source))).toEqual(expect.any(String));
    }),
    { numRuns: 500 },
  );
});

test("stored text that is damaged is shown as not recorded", () => {
  const inFile = fc.record({ f: fc.constant("ab.json"), c: fc.constantFrom("v" as const, "x" as const), size: fc.nat() });
  const text = fc.oneof(fc.string(), fc.json());
  fc.assert(
    fc.property(fc.oneof(fc.record({ x: text }), inFile), text, (stored, file) => {
      const shown = showStored(stored, { getResult: () => file, resultOf: () => undefined });
      expect(JSON.stringify(shown)).toEqual(expect.any(String));
    }),
  );
  const getResult = (name: string): never => {
    throw new Error(`${name} is closed to you`);
  };
  const source: ValueSource = { getResult, resultOf: () => undefined };
  expect(showStored({ f: "ab.json", c: "v", size: 1 }, source)).toEqual({ $notRecorded: "its file results/ab.json cannot be read: ab.json is closed to you" });
});

test("what JSON lacks is shown in its nearest form", () => {
  const ring: Record<string, unknown> = { big: 10n, when: new Date(0), list: new Set([1]), bytes: new Uint8Array([1, 2]), error: new RangeError("far") };
  ring["self"] = ring;
  ring["byText"] = new Map([["a", Number.NaN]]);
  ring["byObject"] = new Map([[{ a: 1 }, /x/]]);
  const { stored, source } = encode(ring);
  expect(stored === undefined ? null : showStored(stored, source)).toEqual({
    big: "10",
    when: "1970-01-01T00:00:00.000Z",
    list: [1],
    bytes: [1, 2],
    error: { name: "RangeError", message: "far" },
    self: { $circular: true },
    byText: { a: "NaN" },
    byObject: [[{ a: 1 }, "/x/"]],
  });
});

function revokedProxy(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
