import { expect, test } from "vitest";
import { answerRun } from "../../core/presentation/dialogues/answer-run.ts";
import type { AnswerResult, PausedFlowRun } from "../../core/protocol/pause-api.ts";
import { TestDialogs, testEngine } from "./dialogs.ts";

const pause: PausedFlowRun = {
  runId: "run-1",
  flowRunId: "run-1",
  name: "brisk-heron",
  flow: "release",
  number: 1,
  key: null,
  kind: "paused",
  schema: { type: "object", properties: { channel: { enum: ["beta", "stable"] }, share: { type: "integer" } }, required: ["channel", "share"] },
  timeoutAt: null,
  description: "Ship v1.4.0?",
};

function engineWith(pauses: readonly PausedFlowRun[], ...results: AnswerResult[]): ReturnType<typeof testEngine> {
  return testEngine({ "millrace/pauses": () => pauses, "millrace/answer": () => results.shift() ?? { kind: "goesOn" }, "millrace/stop": () => ({ did: "asked" }) });
}

test("fields are asked for one by one, and given together", async () => {
  const engine = engineWith([pause]);
  const dialogs = new TestDialogs([{ value: "beta" }, { value: 5 }]);
  await answerRun(engine, dialogs, "run-1");
  expect(engine.asked.at(-1)).toEqual(["millrace/answer", { runId: "run-1", flowRunId: "run-1", given: { input: { channel: "beta", share: 5 } } }]);
  expect(dialogs.said).toEqual(["ask release: Ship v1.4.0? / channel", "ask release: Ship v1.4.0? / share", "brisk-heron goes on"]);
});

test("a refusal leads back to the field that it is about, with what was given and what is wrong", async () => {
  const engine = engineWith([pause], { kind: "refused", problems: [{ field: "share", message: "500 must be <= 100" }] });
  const dialogs = new TestDialogs([{ value: "beta" }, { value: 500 }, { value: 50 }]);
  await answerRun(engine, dialogs, "run-1");
  expect(dialogs.said.slice(2)).toEqual(["ask release: Ship v1.4.0? / share = 500 (500 must be <= 100)", "brisk-heron goes on"]);
  expect(engine.asked.at(-1)?.[1]).toMatchObject({ given: { input: { channel: "beta", share: 50 } } });
});

test("Escape leaves it waiting", async () => {
  const engine = engineWith([pause]);
  await answerRun(engine, new TestDialogs([undefined]), "run-1");
  expect(engine.asked.map(([method]) => method)).toEqual(["millrace/pauses"]);
});

test("one that wants nothing is approved, or its run cancelled", async () => {
  const bare = { ...pause, schema: { type: "object" as const, properties: {}, required: [] } };
  const approved = engineWith([bare]);
  await answerRun(approved, new TestDialogs(["Approve"]), "run-1");
  expect(approved.asked.at(-1)?.[1]).toMatchObject({ given: null });
  const cancelled = engineWith([bare]);
  await answerRun(cancelled, new TestDialogs(["Cancel the run"]), "run-1");
  expect(cancelled.asked.at(-1)).toEqual(["millrace/stop", { runId: "run-1" }]);
});

test("one whose wants are not known takes JSON", async () => {
  const engine = engineWith([{ ...pause, schema: null }]);
  await answerRun(engine, new TestDialogs(["Answer with JSON", { value: { approved: true } }]), "run-1");
  expect(engine.asked.at(-1)?.[1]).toMatchObject({ given: { input: { approved: true } } });
});

test("of several the one is chosen that is meant", async () => {
  const engine = engineWith([pause, { ...pause, flowRunId: "child-1", description: "Burn the boats?", schema: { type: "object", properties: {}, required: [] } }]);
  await answerRun(engine, new TestDialogs(["Burn the boats?", "Approve"]), "run-1");
  expect(engine.asked.at(-1)?.[1]).toMatchObject({ flowRunId: "child-1" });
});

test("one that was answered meanwhile is told", async () => {
  const dialogs = new TestDialogs([]);
  await answerRun(engineWith([]), dialogs, "run-1");
  expect(dialogs.said).toEqual(["The run does not wait for a person any more."]);
});
