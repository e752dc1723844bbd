import { expect, test } from "vitest";

import type { ParametersSchema } from "../../core/protocol/json-schema.ts";
import { namesProblems } from "../../engine/parameters/parameter-names.ts";

const SCHEMA: ParametersSchema = {
  type: "object",
  properties: { repos: { type: "array", items: { type: "string" } }, limit: { type: "number", default: 3 } },
  required: ["repos"],
  additionalProperties: false,
};

function check(input: { schema?: ParametersSchema; values: Record<string, unknown> }, expected: readonly string[]): void {
  expect(namesProblems({ schema: SCHEMA, ...input }).map(({ kind, message }) => `${kind}: ${message}`)).toEqual(expected);
}

test("known names that are all there are no problem", () => check({ values: { repos: [] } }, []));

test("an unknown name is told with the names there are", () =>
  check({ values: { repos: [], toString: 1 } }, ["unknown: There is no parameter toString: this flow takes repos, limit."]));

test("the field of an object is told with the parameter that holds it", () => {
  const fields: ParametersSchema = {
    ...SCHEMA,
    properties: { arg0: { type: "object", properties: { a: { type: "number" }, b: { type: "number" } }, required: ["a"] } },
    required: [],
  };
  check({ schema: fields, values: { a: 1 } }, ['unknown: There is no parameter a: it is a field of arg0, which takes { a: number; b?: number }, as in arg0={"a":…}.']);
  check({ schema: fields, values: { toString: 1 } }, ["unknown: There is no parameter toString: this flow takes arg0."]);
});

test("a missing name is told with what it takes", () =>
  check({ values: {} }, ["missing: The parameter repos is missing: it takes an array of string."]));

test("a flow without parameters says so", () =>
  check({ schema: { ...SCHEMA, properties: {}, required: [] }, values: { a: 1 } }, ["unknown: There is no parameter a: this flow takes none."]));

test("a flow whose function is not known takes any name", () =>
  check({ schema: { type: "object", properties: {}, required: [] }, values: { a: 1 } }, []));
