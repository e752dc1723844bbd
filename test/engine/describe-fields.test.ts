import { expect, test } from "vitest";
import type { ParametersSchema } from "../../core/protocol/json-schema.ts";
import { InputRefusedError } from "../../core/protocol/errors.ts";
import { checkInput } from "../../engine/pauses/check-input.ts";
import { describeFields } from "../../engine/pauses/describe-fields.ts";

const order: ParametersSchema = {
  type: "object",
  properties: {
    approved: { type: "boolean" },
    lines: { type: "array", items: { $ref: "#/$defs/Line" } },
    to: { type: "object", properties: { city: { type: "string" } }, required: [] },
  },
  required: ["approved", "lines"],
  $defs: { Line: { type: "object", properties: { sku: { type: "string" }, parts: { type: "array", items: { $ref: "#/$defs/Line" } } }, required: ["sku"] } },
};

test("the fields of items and of fields are named, of a type that holds itself some", () => {
  expect(describeFields(order).split("\n").slice(0, -1)).toEqual([
    "approved (a boolean)",
    "lines (an array)",
    "lines[].sku (a string)",
    "lines[].parts (an array, optional)",
    "lines[].parts[].sku (a string)",
    "lines[].parts[].parts (an array, optional)",
    "to (an object, optional)",
    "to.city (a string, optional)",
  ]);
});

test("each reason for which an input is refused names its field", () => {
  const { message } = new InputRefusedError(checkInput(order, { approved: "yes", lines: [{ sku: 1 }, {}] }));
  expect(message).toBe("The input does not fit: approved: 'yes' is not of type 'boolean'; lines[0].sku: 1 is not of type 'string'; lines[1].sku: 'sku' is a required property");
  expect(new InputRefusedError(checkInput(order, { lines: [] })).message).toBe("The input does not fit: 'approved' is a required property");
});
