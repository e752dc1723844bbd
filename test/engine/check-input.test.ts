import { describe, expect, it } from "vitest";
import type { ParametersSchema } from "../../core/protocol/json-schema.ts";
import { completeInput, formSchema, withInitial } from "../../core/protocol/pause-input.ts";
import { checkInput } from "../../engine/pauses/check-input.ts";

const approval: ParametersSchema = formSchema({
  type: "object",
  properties: { approved: { type: "boolean" }, note: { type: "string" }, kind: { enum: ["a", "b"] }, tags: { type: "array", items: { type: "string" } } },
  required: ["approved"],
});

function check(schema: ParametersSchema, input: unknown, expected: readonly string[]): void {
  expect(checkInput(schema, input).map(({ field, message }) => `${field}: ${message}`)).toEqual(expected);
}

describe("the input of a pause", () => {
  it("PA09 a field that is missed is named", () => {
    check(approval, {}, ["approved: 'approved' is a required property"]);
    check(approval, undefined, ["approved: 'approved' is a required property"]);
  });

  it("PA09 a value of another type is shown", () => check(approval, { approved: "not a bool!" }, ["approved: 'not a bool!' is not of type 'boolean'"]));

  it("every problem is told, with the path of its field", () =>
    check(approval, { approved: 1, kind: "c", tags: ["x", 2] }, [
      "approved: 1 is not of type 'boolean'",
      "kind: 'c' is not one of ['a', 'b']",
      "tags[1]: 2 is not of type 'string'",
    ]));

  it("what fits has no problems, whatever is left out that need not be given", () => check(approval, { approved: true }, []));

  it("PA09 with a value to start from a field is not missed", () => {
    const initial = { approved: true };
    expect(withInitial(approval, initial).required).toEqual([]);
    check(approval, completeInput(undefined, initial), []);
    check(approval, completeInput({ note: "x" }, initial), []);
  });

  it("PA05 one value is taken as it is, and as the field of its form", () => {
    const single = formSchema({ type: "number" });
    check(single, 42, []);
    check(single, { value: 42 }, []);
    check(single, "42", ["value: '42' is not of type 'number'"]);
    check(single, undefined, ["value: 'value' is a required property"]);
  });

  it("of a choice the choice itself tells", () =>
    check(formSchema({ anyOf: [{ type: "string" }, { type: "null" }] }), 1, ["value: 1 is not valid under any of the given schemas"]));
});
