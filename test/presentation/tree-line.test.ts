import { expect, test } from "vitest";
import { failedTaskLine, flowLine, runLine } from "../../core/presentation/tree-line.ts";
import { makeFailedRun, makeFlow, makeRun, makeRunningRun, makeWaitingRun, noonUs } from "./builders.ts";

test("a run's context says what can be done with it", () => {
  expect(runLine(makeRun(), noonUs, 0).context).toBe("run ended");
  expect(runLine(makeRunningRun(), noonUs, 0).context).toBe("run active");
  expect(runLine(makeFailedRun(), noonUs, 0).context).toBe("run ended resumable partial failed");
});

test("below a run that failed stands the task that made it fail", () => {
  expect(runLine(makeFailedRun(), noonUs, 0).isOpen).toBe(false);
  expect(runLine(makeRun(), noonUs, 0).isOpen).toBe(null);
  expect(failedTaskLine(makeFailedRun())).toMatchObject({ label: "upload", description: "The warehouse is closed." });
});

test("a flow shows how it went last", () => {
  expect(flowLine("file:///ws", makeFlow(), makeRun(), noonUs)).toMatchObject({ label: "load", description: "1.8s · 2 min ago", context: "flow none" });
  expect(flowLine("file:///ws", makeFlow({ isBroken: true }), undefined, noonUs)).toMatchObject({ description: "never run", context: "flow broken" });
});

test("what users' code has written is no markdown", () => {
  const line = runLine(makeFailedRun(), noonUs, 0);
  expect(line.tooltip).not.toContain("The warehouse is closed.");
  expect(line.plainTooltip).toBe("Error: The warehouse is closed.");
});

test("a run that waits for a person says for what, and can be answered", () => {
  expect(runLine(makeWaitingRun(), noonUs, 0)).toMatchObject({ description: "waits for you: Ship v1.4.0? · brisk-heron", context: "run active waiting", look: { icon: "debug-pause" } });
});
