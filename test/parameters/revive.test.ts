import { expect, test } from "vitest";

import type { JsonSchema, ParametersSchema } from "../../core/protocol/json-schema.ts";
import { argumentsInOrder } from "../../engine/parameters/revive.ts";

const DATE = { type: "string", format: "date-time" } as const;
const TEXT = "2026-01-31T09:00:00.000Z";

function check(
  input: { properties: Record<string, JsonSchema>; values: Record<string, unknown>; more?: Partial<ParametersSchema> },
  expected: readonly unknown[],
): void {
  const schema: ParametersSchema = { type: "object", properties: input.properties, required: [], additionalProperties: false, ...input.more };
  expect(argumentsInOrder(schema, input.values)).toEqual(expected);
}

test("arguments stand in the order of the parameters, absent ones as undefined", () =>
  check({ properties: { a: {}, b: {}, c: {} }, values: { c: 3, a: 1 } }, [1, undefined, 3]));

test("a rest is spread", () =>
  check({ properties: { a: {}, more: { type: "array", items: {}, "x-rest": true } }, values: { more: [1, 2] } }, [undefined, 1, 2]));

test("an absent rest adds nothing", () => check({ properties: { more: { type: "array", "x-rest": true } }, values: {} }, []));

test("a bigint is made of a whole number and of the text of one", () => {
  const big = { type: "integer", format: "bigint" } as const;
  check({ properties: { a: big, b: big, c: big }, values: { a: 5, b: "12345678901234567890", c: "5.5" } }, [5n, 12_345_678_901_234_567_890n, "5.5"]);
});

test("dates are made wherever the schema says so", () =>
  check(
    {
      properties: {
        plain: DATE,
        list: { type: "array", items: DATE },
        pair: { type: "array", prefixItems: [{ type: "string" }, DATE], items: false },
        deep: { type: "object", properties: { at: DATE }, additionalProperties: DATE },
        choice: { anyOf: [DATE, { type: "null" }] },
        named: { $ref: "#/$defs/Node" },
        more: { type: "array", items: DATE, "x-rest": true },
      },
      values: { plain: TEXT, list: [TEXT], pair: [TEXT, TEXT], deep: { at: TEXT, other: TEXT }, choice: TEXT, named: { at: TEXT, next: { at: TEXT } }, more: [TEXT] },
      more: { $defs: { Node: { type: "object", properties: { at: DATE, next: { $ref: "#/$defs/Node" } } } } },
    },
    [
      new Date(TEXT),
      [new Date(TEXT)],
      [TEXT, new Date(TEXT)],
      { at: new Date(TEXT), other: new Date(TEXT) },
      new Date(TEXT),
      { at: new Date(TEXT), next: { at: new Date(TEXT) } },
      new Date(TEXT),
    ],
  ));

test("text stays text where text is a choice as well", () =>
  check({ properties: { a: { anyOf: [{ type: "string" }, DATE] } }, values: { a: TEXT } }, [TEXT]));

test("members of a union are told apart by their constants", () =>
  check(
    {
      properties: {
        a: {
          anyOf: [
            { type: "object", properties: { kind: { type: "string", const: "text" }, at: { type: "string" } }, required: ["kind"] },
            { type: "object", properties: { kind: { type: "string", const: "date" }, at: DATE }, required: ["kind"] },
          ],
        },
      },
      values: { a: { kind: "date", at: TEXT } },
    },
    [{ kind: "date", at: new Date(TEXT) }],
  ));

test("keys and parameters that every object has are those of the values alone", () => {
  const values = JSON.parse(`{"a":{"__proto__":"${TEXT}","constructor":"${TEXT}"}}`) as Record<string, unknown>;
  const schema = { type: "object", properties: { known: { type: "string" } }, additionalProperties: DATE } as const;
  const [revived] = argumentsInOrder({ type: "object", properties: { a: schema, constructor: DATE }, required: [], additionalProperties: false }, values) as [object, unknown];
  expect(Object.entries(revived)).toEqual([["__proto__", new Date(TEXT)], ["constructor", new Date(TEXT)]]);
  expect(argumentsInOrder({ type: "object", properties: { constructor: DATE }, required: [], additionalProperties: false }, {})).toEqual([undefined]);
});

test("a bigint is made of an integer", () => check({ properties: { a: { type: "integer", format: "bigint" } }, values: { a: 5 } }, [5n]));

test("values of a flow whose function is not known come as given", () =>
  check({ properties: {}, values: { b: 2, a: 1 }, more: { additionalProperties: true } }, [2, 1]));
