import { expect, test } from "vitest";
import { PromptWalk, pickItems, readAnswer } from "../../core/presentation/prompt-walk.ts";
import type { FlowDescription } from "../../core/protocol/editor-api.ts";
import { makeFlow } from "./builders.ts";

const description: FlowDescription = {
  flow: makeFlow(),
  schema: { type: "object", properties: { region: { enum: ["north", "south"] }, limit: { type: "number", default: 100 } }, required: ["region"], additionalProperties: false },
  lastParameters: { region: "south", limit: 5, gone: 1 },
};

test("steps are walked through, back too, with what was given last", () => {
  const walk = new PromptWalk(description);
  expect(walk.step).toMatchObject({ number: 1, last: "south" });
  walk.take({ value: "north" });
  expect(walk.step).toMatchObject({ number: 2, last: 5 });
  walk.take("back");
  expect(walk.step).toMatchObject({ number: 1, last: "north" });
  walk.take({ value: "south" });
  walk.take({ value: 7 });
  expect(walk.step).toBe(undefined);
  expect(walk.values()).toEqual({ region: "south", limit: 7 });
});

test("a default that is kept is not passed on", () => {
  const walk = new PromptWalk(description);
  walk.take({ value: "north" });
  walk.take("default");
  expect(walk.values()).toEqual({ region: "north" });
});

test("nothing typed keeps a default, and is no answer without one", () => {
  const [region, limit] = new PromptWalk({ ...description, schema: { ...description.schema, properties: { region: { type: "string" }, limit: { type: "number", default: 100 } } } }).steps;
  if (region?.input.kind !== "text" || limit?.input.kind !== "text") throw new Error("Both are typed.");
  expect(readAnswer(limit, limit.input, "")).toBe("default");
  expect(readAnswer(region, region.input, "")).toEqual({ problem: "region is needed: a text" });
});

test("an optional pick can keep its default", () => {
  const [step] = new PromptWalk({ ...description, schema: { type: "object", properties: { isStrict: { type: "boolean", default: false } }, required: [] } }).steps;
  if (step?.input.kind !== "pick") throw new Error("It is a pick.");
  expect(pickItems(step, step.input).map(({ label, description: text }) => [label, text])).toEqual([["$(discard) Keep the default", "false"], ["true", ""], ["false", "default"]]);
});
