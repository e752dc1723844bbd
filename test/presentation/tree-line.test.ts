import { expect, test } from "vitest";
import { failedTaskLine, flowLine, runLine } from "../../core/presentation/tree-line.ts";
import { makeFailedRun, makeFlow, makeRun, makeRunningRun, noonUs } from "./builders.ts";

test("a run's context says what can be done with it", () => {
  expect(runLine(makeRun(), noonUs).context).toBe("run ended");
  expect(runLine(makeRunningRun(), noonUs).context).toBe("run active");
  expect(runLine(makeFailedRun(), noonUs).context).toBe("run ended resumable failed");
});

test("below a run that failed stands the task that made it fail", () => {
  expect(runLine(makeFailedRun(), noonUs).isOpen).toBe(false);
  expect(runLine(makeRun(), noonUs).isOpen).toBe(null);
  expect(failedTaskLine(makeFailedRun())).toMatchObject({ label: "upload", description: "The warehouse is closed." });
});

test("a flow shows how it went last", () => {
  expect(flowLine("file:///ws", makeFlow(), makeRun(), noonUs)).toMatchObject({ label: "load", description: "1.8s · 2 min ago", context: "flow none" });
  expect(flowLine("file:///ws", makeFlow({ isBroken: true }), undefined, noonUs)).toMatchObject({ description: "never run", context: "flow broken" });
});

test("what users' code has written is no markdown", () => {
  const line = runLine(makeFailedRun(), noonUs);
  expect(line.tooltip).not.toContain("The warehouse is closed.");
  expect(line.plainTooltip).toBe("Error: The warehouse is closed.");
});
