/** How a call of a later attempt is known to be that of an earlier one: by the text of its inputs. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json, StoredValue } from "../../core/states/stored-value.ts";
import { canonicalInputs, canonicalText } from "../../sdk/run/replay.ts";

const jsonValues = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as Json);
const storedValues: fc.Arbitrary<StoredValue> = fc.oneof(
  fc.record({ v: jsonValues }),
  fc.record({ v: fc.oneof(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null)) }),
  fc.record({ x: fc.string({ unit: "binary" }) }),
  fc.record({ t: fc.nat() }),
  fc.record({ m: fc.string() }),
);
const names = fc.oneof(fc.constantFrom("a", "b", "1", "2", "__proto__", "", 'q"', "\\", "é"), fc.string());
const inputs = fc.uniqueArray(fc.tuple(names, storedValues), { maxLength: 4, selector: ([name]) => name }).map((entries) => `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(",")}}`);

test("inputs have one canonical form, whether they are looked at as text or as a record that was read", () => {
  fc.assert(
    fc.property(inputs, (text) => {
      expect(canonicalText(text, null)).toBe(canonicalInputs(JSON.parse(text) as Record<string, StoredValue>, null));
    }),
    { numRuns: 2_000 },
  );
});

test("the order of keys inside a value does not count, that of parameters does", () => {
  expect(canonicalText('{"a":{"v":{"x":1,"y":[{"p":1,"q":2}]}}}', null)).toBe(canonicalText('{"a":{"v":{"y":[{"q":2,"p":1}],"x":1}}}', null));
  expect(canonicalText('{"a":{"v":1},"b":{"v":2}}', null)).not.toBe(canonicalText('{"b":{"v":2},"a":{"v":1}}', null));
});

test("no two inputs that differ have one form", () => {
  const alike = ['{"a":{"v":"1"}}', '{"a":{"v":1}}', '{"a":{"x":"1"}}', '{"a":{"t":1}}', '{"a":{"v":{"v":1}}}', '{"a":{"v":"b"},"b":{"v":1}}', "{}"];
  expect(new Set(alike.map((text) => canonicalText(text, null))).size).toBe(alike.length);
  expect(canonicalText(undefined, null)).toBe("{}");
});

test("a resume key stands for all inputs", () => expect(canonicalText('{"a":{"v":1}}', "k")).toBe(canonicalText('{"a":{"v":2}}', "k")));
