import { expect, test } from "vitest";

import type { JsonSchema, ParametersSchema } from "../../core/protocol/json-schema.ts";
import { checkParameters } from "../../engine/parameters/check-parameters.ts";

/** Checks one required parameter `x` against its schema; `expected` is the value, or the messages. */
function check(input: { schema: JsonSchema; value: unknown; $defs?: Record<string, JsonSchema> }, expected: { value: unknown } | { messages: string[] }): void {
  const schema: ParametersSchema = {
    type: "object",
    properties: { x: input.schema },
    required: ["x"],
    additionalProperties: false,
    ...(input.$defs === undefined ? {} : { $defs: input.$defs }),
  };
  const answer = checkParameters({ schema, values: input.value === undefined ? {} : { x: input.value } });
  expect(answer.ok ? { value: answer.values.x } : { messages: answer.problems.map(({ message }) => message) }).toEqual(expected);
}

const STRING = { type: "string" } as const;
const NUMBER = { type: "number" } as const;
const SHAPE: JsonSchema = {
  anyOf: [
    { type: "object", properties: { kind: { type: "string", const: "square" }, label: NUMBER, size: NUMBER }, required: ["kind", "size"] },
    { type: "object", properties: { kind: { type: "string", const: "circle" }, label: STRING, size: NUMBER }, required: ["kind", "size"] },
  ],
};
const DATE = { type: "string", format: "date-time" } as const;

test.each<[JsonSchema, unknown, unknown]>([
  [NUMBER, 42, 42],
  [NUMBER, "42", 42],
  [NUMBER, "-1.5", -1.5],
  [NUMBER, "1e5", 100_000],
  [{ type: "integer", format: "bigint" }, "12345678901234567890", "12345678901234567890"],
  [{ type: "boolean" }, "true", true],
  [STRING, 42, "42"],
  [STRING, "42", "42"],
  [{ type: "array", items: NUMBER }, ["1", 2], [1, 2]],
  [{ type: "object", properties: { n: NUMBER } }, { n: "1", other: "2" }, { n: 1, other: "2" }],
  [{ anyOf: [NUMBER, STRING] }, "42", "42"],
  [{ anyOf: [NUMBER, { type: "null" }] }, "42", 42],
  [{ type: "number", enum: [1, 2] }, "2", 2],
  [DATE, "2026-01-31T09:00:00Z", "2026-01-31T09:00:00Z"],
  [DATE, "2026-01-31", "2026-01-31"],
  [{ description: "any: the type is any" }, { deep: [1] }, { deep: [1] }],
  [{ type: "array", prefixItems: [STRING, NUMBER], minItems: 2, items: false }, ["a", "2"], ["a", 2]],
  [{ type: "object", properties: { big: { type: "integer", format: "bigint" } } }, { big: "12345678901234567890" }, { big: "12345678901234567890" }],
  [{ type: "array", items: NUMBER }, "[1, \"2\"]", [1, 2]],
  [{ type: "object", properties: { n: NUMBER } }, ' {"n": 1}', { n: 1 }],
  [{ anyOf: [STRING, { type: "array", items: STRING }] }, '["a"]', '["a"]'],
  [SHAPE, { kind: "circle", label: "042", size: "2" }, { kind: "circle", label: "042", size: 2 }],
  [{ type: "number", minimum: 1 }, "1", 1],
])("%j takes %j as %j", (schema, value, expected) => check({ schema, value }, { value: expected }));

test.each<[JsonSchema, unknown, string]>([
  [{ type: "array", items: STRING }, "a/b", 'x: expected an array of string, got "a/b"'],
  [NUMBER, "FAIL!", 'x: expected a number, got "FAIL!"'],
  [NUMBER, "", 'x: expected a number, got ""'],
  [NUMBER, null, "x: expected a number, got null"],
  [NUMBER, true, "x: expected a number, got true"],
  [STRING, null, "x: expected a string, got null"],
  [{ type: "boolean" }, 1, "x: expected a boolean, got 1"],
  [{ type: "object", properties: { a: NUMBER } }, [1], "x: expected an object, got [1]"],
  [{ type: "string", enum: ["a", "b"] }, "c", 'x: expected one of "a", "b", got "c"'],
  [{ type: "string", const: "a" }, "c", 'x: expected "a", got "c"'],
  [{ anyOf: [NUMBER, { type: "null" }] }, "many", 'x: expected a number or null, got "many"'],
  [DATE, "soon", 'x: expected a date and time such as "2026-01-31T09:00:00Z", got "soon"'],
  [{ type: "object", properties: { deep: { type: "array", items: NUMBER } } }, { deep: [1, "y"] }, 'x.deep[1]: expected a number, got "y"'],
  [{ type: "object", properties: { a: NUMBER }, required: ["a"] }, {}, "x.a: expected a number, got nothing"],
  [{ type: "array", prefixItems: [STRING, NUMBER], minItems: 2, items: false }, ["a"], 'x: expected a tuple [string, number] with at least 2 items, got ["a"]'],
  [{ type: "array", prefixItems: [STRING, NUMBER], minItems: 1, items: { type: "boolean" } }, "a", 'x: expected a tuple [string, number?, ...boolean[]], got "a"'],
  [{ type: "string", pattern: "^order--?[0-9.e+-]+$", "x-template": "`order-${number}`" }, "ordr-12", 'x: expected a string like `order-${number}`, got "ordr-12"'],
  [{ type: "array", prefixItems: [STRING], minItems: 1, items: false }, ["a", "b"], 'x: expected a tuple [string] with at most 1 items, got ["a","b"]'],
  [{ type: "string", pattern: "^v" }, "1", 'x: expected a string that matches ^v, got "1"'],
  [NUMBER, "Infinity", 'x: expected a number, got "Infinity"'],
  [NUMBER, "[1]", 'x: expected a number, got "[1]"'],
  [{ type: "array", items: NUMBER }, "[1", 'x: expected an array of number, got "[1"'],
  [{ type: "integer", format: "bigint" }, "1.5", 'x: expected an integer, got "1.5"'],
  [{ type: "integer", format: "bigint" }, 1.5, "x: expected an integer, got 1.5"],
  [{ type: "number", minimum: 1, maximum: 9 }, 0, "x: expected a number ≥ 1 and ≤ 9, got 0"],
  [{ type: "string", minLength: 3 }, "ab", 'x: expected a string of at least 3 characters, got "ab"'],
  [SHAPE, { kind: "circle" }, "x.size: expected a number, got nothing"],
  [SHAPE, { kind: "circle", size: "wide" }, 'x.size: expected a number, got "wide"'],
  [SHAPE, { kind: "star", size: 1 }, 'x.kind: expected one of "square", "circle", got "star"'],
  [SHAPE, 5, "x: expected an object, got 5"],
  [{ type: "array", items: SHAPE }, [{ kind: "square", size: 1 }, { kind: "circle", size: "?" }], 'x[1].size: expected a number, got "?"'],
  [STRING, undefined, "x: expected a string, got nothing"],
  [NUMBER, "x".repeat(99), `x: expected a number, got "${"x".repeat(58)}…`],
])("%j refuses %j", (schema, value, message) => check({ schema, value }, { messages: [message] }));

test("every value that does not fit is told", () =>
  check({ schema: { type: "array", items: NUMBER }, value: ["a", 1, "b"] }, { messages: ['x[0]: expected a number, got "a"', 'x[2]: expected a number, got "b"'] }));

test("recursive definitions are followed", () => {
  const $defs: Record<string, JsonSchema> = {
    Tree: { type: "object", properties: { value: NUMBER, children: { type: "array", items: { $ref: "#/$defs/Tree" } } }, required: ["value"] },
  };
  check({ schema: { $ref: "#/$defs/Tree" }, value: { value: "1", children: [{ value: 2 }] }, $defs }, { value: { value: 1, children: [{ value: 2 }] } });
  check({ schema: { $ref: "#/$defs/Tree" }, value: { value: 1, children: [{ value: "x" }] }, $defs }, { messages: ['x.children[0].value: expected a number, got "x"'] });
});

test("the values given are left as they were", () => {
  const values = { x: ["1"] };
  checkParameters({ schema: { type: "object", properties: { x: { type: "array", items: NUMBER } }, required: [] }, values });
  expect(values).toEqual({ x: ["1"] });
});
