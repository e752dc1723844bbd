import { expect, test } from "vitest";
import { parametersDocument, readParametersDocument, schemaPathOf } from "../../core/presentation/parameters-document.ts";
import type { FlowDescription } from "../../core/protocol/editor-api.ts";
import { makeFlow } from "./builders.ts";

const order = { folder: "file:///ws", flowId: "flows/load.ts#load", mode: "run" } as const;
const description: FlowDescription = {
  flow: makeFlow({ name: "Load Orders" }),
  schema: { type: "object", properties: { region: { enum: ["north"] }, day: { type: "string", format: "date-time" }, format: { type: "string" } }, required: ["region", "day"], additionalProperties: false },
  lastParameters: { region: "north" },
};

test("a document has the last values, and a schema that says which flow it is for", () => {
  const { files, name } = parametersDocument(description, order);
  expect(name).toBe("load-orders.millrace.json");
  expect(JSON.parse(files[name] ?? "")).toEqual({ $schema: "./load-orders.schema.json", region: "north", day: null });
  const schema = files["load-orders.schema.json"] ?? "";
  expect(JSON.parse(schema)).toMatchObject({ properties: { day: { type: "string" }, format: { type: "string" } }, required: ["region", "day"] });
  expect(schema).not.toContain("date-time");
  expect(readParametersDocument('{ "$schema": "x", "region": "north" }', schema)).toEqual({ order, values: { region: "north" } });
});

test("what is no JSON object is told as such", () => {
  const schema = parametersDocument(description, order).files["load-orders.schema.json"] ?? "";
  expect(() => readParametersDocument("{ region: 1 }", schema)).toThrow(/^The parameters are not JSON: /);
  expect(() => readParametersDocument("[1]", schema)).toThrow("The parameters are not a JSON object.");
});

test("the schema stands beside its document", () => {
  expect(schemaPathOf("/storage/parameters/load.millrace.json")).toBe("/storage/parameters/load.schema.json");
  expect(schemaPathOf("/ws/package.json")).toBe(undefined);
});
