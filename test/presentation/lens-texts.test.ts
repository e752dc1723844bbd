import { expect, test } from "vitest";
import { lensTexts, type LensFacts } from "../../core/presentation/lens-texts.ts";
import { makeFailedRun, makeFlow, makeRun, makeRunningRun, makeWaitingRun, noonUs } from "./builders.ts";

function titles(facts: Partial<LensFacts>): string {
  const whole: LensFacts = { flow: makeFlow(), run: undefined, isOrdered: false, isTrusted: true, status: "running", nowUs: noonUs, offsetMinutes: 0, ...facts };
  return lensTexts(whole).map(({ title }) => title).join(" | ");
}

test.each<[string, Partial<LensFacts>, string]>([
  ["a flow that never ran", {}, "$(play) Run flow | $(debug-alt) Debug flow | $(history) never run"],
  ["a flow with required parameters", { flow: makeFlow({ parameters: "required" }) }, "$(play) Run flow… | $(debug-alt) Debug flow | $(history) never run"],
  ["a flow whose parameters have defaults", { flow: makeFlow({ parameters: "optional" }) }, "$(play) Run flow | $(debug-alt) Debug flow | $(history) never run"],
  ["a flow that completed", { run: makeRun() }, "$(play) Run flow | $(debug-alt) Debug flow | $(pass) 1.8s, 2 min ago"],
  ["a flow that failed in a task", { run: makeFailedRun() }, "$(play) Run flow | $(debug-alt) Debug flow | $(error) failed in upload, 2 min ago"],
  ["a flow that runs", { run: makeRunningRun() }, "$(debug-stop) Stop | $(debug-alt) Debug flow | $(loading~spin) 4/12 · 3.2s"],
  ["a flow that was just ordered", { isOrdered: true, run: makeRun() }, "$(debug-stop) Stop | $(debug-alt) Debug flow | $(loading~spin) starting"],
  ["a flow in a file that does not parse", { flow: makeFlow({ isBroken: true }) }, "$(warning) Fix errors to run | $(debug-alt) Debug flow | $(history) never run"],
  ["a flow in restricted mode", { isTrusted: false }, "$(workspace-untrusted) Trust to run | $(debug-alt) Debug flow | $(history) never run"],
  ["a run that is being stopped", { run: makeRunningRun({ state: { type: "CANCELLING", name: "Cancelling", message: null } }) }, "$(debug-stop) Stop | $(debug-alt) Debug flow | $(loading~spin) Cancelling · 3.2s"],
  ["a run that waits for a person", { run: makeWaitingRun() }, "$(debug-stop) Stop | $(debug-alt) Debug flow | $(debug-pause) waiting for input"],
  ["a run whose child flow waits for a person", { run: makeWaitingRun({ state: { type: "RUNNING", name: "Running", message: null } }) }, "$(debug-stop) Stop | $(debug-alt) Debug flow | $(debug-pause) waiting for input"],
  ["a run out of sight of an engine that is down", { run: makeRunningRun(), status: "stopped" }, "$(play) Run flow | $(debug-alt) Debug flow | $(debug-disconnect) out of touch"],
  ["a state of the user's own", { run: makeRun({ state: { type: "COMPLETED", name: "Skipped", message: null } }) }, "$(play) Run flow | $(debug-alt) Debug flow | $(pass) skipped, 2 min ago"],
  ["a run that timed out", { run: makeFailedRun({ state: { type: "FAILED", name: "TimedOut", message: null } }) }, "$(play) Run flow | $(debug-alt) Debug flow | $(error) timed out in upload, 2 min ago"],
])("%s has its three lenses", (_, facts, expected) => {
  expect(titles(facts)).toBe(expected);
});

test("the last state opens the run, and the graph of a flow that has none", () => {
  const facts: LensFacts = { flow: makeFlow(), run: makeRun(), isOrdered: false, isTrusted: true, status: "running", nowUs: noonUs, offsetMinutes: 0 };
  expect(lensTexts(facts)[2]).toMatchObject({ command: "millrace.openRun", on: "run" });
  expect(lensTexts({ ...facts, run: undefined })[2]).toMatchObject({ command: "millrace.showGraph", on: "flow" });
});

test("the last state of a run that waits answers it, where anything may be run", () => {
  const facts: LensFacts = { flow: makeFlow(), run: makeWaitingRun(), isOrdered: false, isTrusted: true, status: "running", nowUs: noonUs, offsetMinutes: 0 };
  expect(lensTexts(facts)[2]).toMatchObject({ command: "millrace.answer", on: "run", tooltip: "brisk-heron waits for you: Ship v1.4.0?\nClick to answer." });
  expect(lensTexts({ ...facts, isTrusted: false })[2]).toMatchObject({ command: "millrace.openRun" });
});
