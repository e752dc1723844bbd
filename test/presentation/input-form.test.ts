import { expect, test } from "vitest";
import { fieldOf, formFields, readForm, type FormTexts } from "../../core/presentation/input-form.ts";
import type { ParametersSchema } from "../../core/protocol/json-schema.ts";

const schema: ParametersSchema = {
  type: "object",
  properties: {
    channel: { enum: ["beta", "stable"] },
    share: { type: "integer", default: 10 },
    regions: { type: "array", items: { type: "string" }, default: ["eu"] },
    note: { type: "string" },
    notify: { type: "boolean", default: true },
    isUrgent: { type: "boolean" },
  },
  required: ["channel", "note"],
};
const fields = formFields(schema);

function read(texts: FormTexts): unknown {
  return readForm(fields, texts);
}

test("each kind of value has its control, which holds the default", () => {
  expect(fields.map(({ step, control, first, isRequired }) => [step.name, control, first, isRequired])).toEqual([
    ["channel", "choice", "", true],
    ["share", "line", "10", false],
    ["regions", "json", '["eu"]', false],
    ["note", "line", "", true],
    ["notify", "check", "true", false],
    ["isUrgent", "choice", "", false],
  ]);
});

test("what is typed is read by its type, and what is left as it was is its default", () => {
  expect(read({ channel: "1", note: "all good", regions: "[]" })).toEqual({ input: { channel: "stable", share: 10, regions: [], note: "all good", notify: true } });
});

test("a field that is emptied is left out, where it may be", () => {
  expect(read({ channel: "0", note: "x", share: "", regions: "", notify: "false", isUrgent: "0" })).toEqual({ input: { channel: "beta", note: "x", notify: false, isUrgent: true } });
});

test("what cannot be read is told by field, all at once", () => {
  expect(read({ share: "many", regions: "[" })).toEqual({
    problems: [
      { field: "channel", message: "channel is needed: choose one" },
      { field: "share", message: "many is not a whole number" },
      { field: "regions", message: expect.stringContaining("Expected a JSON list") },
      { field: "note", message: "note is needed: a text" },
    ],
  });
});

test("a default that is code is left to the code", () => {
  const [day] = formFields({ type: "object", properties: { day: { type: "string", default: { $default: "today()" } } }, required: [] });
  expect([day?.first, day?.step.defaultText]).toEqual(["", "today()"]);
});

test("where the schema is not known any JSON is taken, or nothing", () => {
  const any = formFields(null);
  expect(readForm(any, {})).toEqual({ input: {} });
  expect(readForm(any, { input: '{ "approved": true }' })).toEqual({ input: { input: { approved: true } } });
});

test.each([
  ["share", "share"],
  ["regions[2]", "regions"],
  ["note.text", "note"],
  ["", undefined],
  ["other", undefined],
])("a problem with %j is about the field %s", (field, expected) => {
  expect(fieldOf(fields, { field, message: "" })).toBe(expected);
});
