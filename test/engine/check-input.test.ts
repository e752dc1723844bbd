import { describe, expect, it, vi } from "vitest";
import type { JsonSchema, ParametersSchema } from "../../core/protocol/json-schema.ts";
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

  it("a bigint is taken as text, and as a number only where that has kept its digits", () => {
    const big = formSchema({ type: "object", properties: { big: { type: "integer", format: "bigint" } }, required: ["big"] });
    check(big, { big: "12345678901234567891" }, []);
    check(big, { big: -5 }, []);
    check(big, { big: "12.5" }, ["big: '12.5' is not of type 'integer'"]);
    check(big, { big: true }, ["big: true is not of type 'integer'"]);
    check(big, { big: 2 ** 64 }, ["big: 18446744073709552000 has lost digits, as so large a number of JSON does: give it as text, in quotes"]);
    check(formSchema({ type: "integer", minimum: 1 }), 0, ["value: 0 must be >= 1"]);
  });

  it("a format that is not known refuses nothing, and warns nobody", () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    // Libraries tell formats that the types of a flow cannot.
    check(formSchema(JSON.parse('{ "type": "string", "format": "email" }') as JsonSchema), "x", []);
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  it("of a choice the choice itself tells", () =>
    check(formSchema({ anyOf: [{ type: "string" }, { type: "null" }] }), 1, ["value: 1 is not valid under any of the given schemas"]));
});
