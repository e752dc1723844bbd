import { describe, expect, test } from "vitest";
import { promptSteps, type PromptStep, type Reading } from "../../core/presentation/prompt-steps.ts";
import type { JsonSchema } from "../../core/protocol/json-schema.ts";

function stepFor(property: JsonSchema, $defs: Readonly<Record<string, JsonSchema>> = {}): PromptStep {
  const [step] = promptSteps({ type: "object", properties: { value: property }, required: ["value"], $defs });
  if (step === undefined) throw new Error("There is no step.");
  return step;
}

function choices(property: JsonSchema): string[] {
  const { input } = stepFor(property);
  return input.kind === "pick" ? input.choices.map(({ label }) => label) : [];
}

function read(property: JsonSchema, text: string): Reading {
  const { input } = stepFor(property);
  return input.kind === "text" ? input.read(text) : { problem: "It is a pick." };
}

test("there is one step for each parameter, in their order, and defaults are shown as they are written", () => {
  const steps = promptSteps({
    type: "object",
    properties: {
      region: { enum: ["north", "south"], description: "whose orders" },
      limit: { type: "number", default: 100 },
      since: { type: "string", format: "date-time", default: { $default: "new Date()" } },
    },
    required: ["region"],
  });
  expect(steps.map(({ name, description, defaultText }) => [name, description, defaultText])).toEqual([
    ["region", "whose orders", null],
    ["limit", null, "100"],
    ["since", null, "new Date()"],
  ]);
});

describe("what lists its values is a pick", () => {
  test.each<[JsonSchema, string[]]>([
    [{ enum: ["north", "south"] }, ["north", "south"]],
    [{ enum: [1, null, ""] }, ["1", "null", '""']],
    [{ type: "boolean" }, ["true", "false"]],
    [{ const: "only" }, ["only"]],
    [{ anyOf: [{ enum: ["a"] }, { type: "null" }] }, ["a", "null"]],
    [{ anyOf: [{ type: "string" }, { type: "null" }] }, []],
  ])("%j", (schema, expected) => {
    expect(choices(schema)).toEqual(expected);
  });

  test("a name is looked up among the definitions", () => {
    const { input } = stepFor({ $ref: "#/$defs/Region" }, { Region: { enum: ["north"] } });
    expect(input.kind).toBe("pick");
  });
});

describe("what is typed is checked as it is typed", () => {
  test.each<[JsonSchema, string, Reading]>([
    [{ type: "number" }, "1.5", { value: 1.5 }],
    [{ type: "number" }, "1e", { problem: "1e is not a number" }],
    [{ type: "number" }, " ", { problem: "  is not a number" }],
    [{ type: "integer" }, "1.5", { problem: "1.5 is not a whole number" }],
    [{ type: "string" }, "1", { value: "1" }],
    [{ type: "string" }, '""', { value: "" }],
    [{ type: "string", pattern: "^[a-z]+$" }, "A", { problem: "Expected text that matches ^[a-z]+$" }],
    [{ type: "string", format: "date-time" }, "2026-01-31", { value: "2026-01-31" }],
    [{ type: "string", format: "date-time" }, "2026-13-31", { problem: "2026-13-31 is not a date. Expected 2026-01-31 or 2026-01-31T09:00:00Z" }],
    [{ type: "string", format: "bigint" }, "12345678901234567890", { value: "12345678901234567890" }],
    [{ type: "array" }, '["a"]', { value: ["a"] }],
    [{ type: "array" }, '{"a":1}', { problem: "Expected a JSON list" }],
    [{ type: "object" }, '{"a":1}', { value: { a: 1 } }],
    [{ type: "object" }, "[]", { problem: "Expected a JSON object" }],
    [{}, "plain text", { value: "plain text" }],
    [{}, "12", { value: 12 }],
    [{ anyOf: [{ type: "string" }, { type: "number" }] }, "north", { value: "north" }],
  ])("%j takes %j", (schema, text, expected) => {
    expect(read(schema, text)).toEqual(expected);
  });

  test("what is no JSON is told with the parser's reason", () => {
    const reading = read({ type: "array" }, "[1,");
    expect("problem" in reading && reading.problem.startsWith("Expected a JSON list: ")).toBe(true);
  });
});

test("what may be typed is told by its type", () => {
  const told = (schema: JsonSchema): string => {
    const { input } = stepFor(schema);
    return input.kind === "text" ? input.expected : "a pick";
  };
  expect(told({ type: "array", items: { type: "string" } })).toBe("string[] as JSON");
  expect(told({ anyOf: [{ type: "string" }, { type: "number" }] })).toBe("string | number");
});
