/** Values from outside against schemas of every form that signatures are written in: an answer or a sentence for each, never a throw. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonSchema, ParametersSchema } from "../../core/protocol/json-schema.ts";
import { checkParameters } from "../../engine/parameters/check-parameters.ts";
import { namesProblems } from "../../engine/parameters/parameter-names.ts";
import { fuzzing, fuzzTimeoutMs, strangeValues } from "./fuzz.ts";

const names = fc.constantFrom("a", "b", "kind", "", "__proto__", "constructor", "a/b", "a~b", "ä");

const { schema } = fc.letrec<{ readonly schema: JsonSchema }>((tie) => {
  const inner = tie("schema");
  const leaf = fc.constantFrom<JsonSchema>(
    { type: "string" },
    { type: "number" },
    { type: "integer", minimum: 0 },
    { type: "boolean" },
    { type: "null" },
    {},
    { type: "string", format: "date-time" },
    { type: "string", format: "bigint" },
    { type: "string", pattern: "^a+$" },
    { const: "x" },
    { enum: ["x", 1, null, true] },
    { type: "string", minLength: 2, maxLength: 3 },
    { not: {} },
    { $ref: "#/$defs/Tree" },
  );
  const properties = fc.dictionary(names, inner, { maxKeys: 3 });
  return {
    schema: fc.oneof(
      { maxDepth: 3 },
      leaf,
      inner.map((items): JsonSchema => ({ type: "array", items })),
      fc.array(inner, { minLength: 1, maxLength: 2 }).map((prefixItems): JsonSchema => ({ type: "array", prefixItems, items: false, minItems: prefixItems.length })),
      fc.array(inner, { minLength: 1, maxLength: 3 }).map((anyOf): JsonSchema => ({ anyOf })),
      fc.array(inner, { minLength: 1, maxLength: 2 }).map((allOf): JsonSchema => ({ allOf })),
      fc.tuple(properties, fc.boolean()).map(([fields, isClosed]): JsonSchema => ({ type: "object", properties: fields, required: Object.keys(fields).slice(0, 1), ...(isClosed ? { additionalProperties: false } : {}) })),
      inner.map((additionalProperties): JsonSchema => ({ type: "object", additionalProperties })),
    ),
  };
});

const $defs: Readonly<Record<string, JsonSchema>> = {
  Tree: { type: "object", properties: { value: { type: "number" }, left: { $ref: "#/$defs/Tree" } }, required: ["value"] },
};

test("what does not fit is told in a sentence, and what fits stays JSON", { timeout: fuzzTimeoutMs }, () => {
  const values = fc.dictionary(names, fc.oneof(strangeValues, fc.jsonValue().map((value) => JSON.stringify(value))), { maxKeys: 3 });
  const property = fc.property(fc.dictionary(names, schema, { maxKeys: 2 }), values, (properties, given) => {
    const parameters: ParametersSchema = { type: "object", properties, required: Object.keys(properties).slice(0, 1), additionalProperties: false, $defs };
    namesProblems({ schema: parameters, values: given });
    const checked = checkParameters({ schema: parameters, values: given });
    if (checked.ok) JSON.stringify(checked.values);
    else for (const { message } of checked.problems) expect(message).toMatch(/\S/);
  });
  fc.assert(property, fuzzing(60));
});
