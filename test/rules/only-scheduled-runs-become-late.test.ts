import { expect, it } from "vitest";
import { onlyScheduledRunsBecomeLate } from "../../core/rules/only-scheduled-runs-become-late.ts";
import type { RunState } from "../../core/states/run-state.ts";
import { failed, flowRun, outcome, pending, running, scheduled } from "./build.ts";

const late = scheduled({ name: "Late" });

it.each<[string, RunState | null, RunState, string]>([
  ["a scheduled run becomes late", scheduled(), late, "pass"],
  ["a run may begin late", null, late, "pass"],
  ["a pending run cannot", pending(), late, "reject into PENDING Pending: Only a scheduled run can be late."],
  ["a running run cannot", running(), late, "reject into RUNNING Running: Only a scheduled run can be late."],
  ["a failed run cannot", failed(), late, "reject into FAILED Failed: Only a scheduled run can be late."],
  ["a running run may be scheduled under another name", running(), scheduled({ name: "AwaitingRetry" }), "pass"],
])("%s", (_, initial, proposed, expected) => {
  expect(outcome(onlyScheduledRunsBecomeLate, { run: flowRun(), initial, proposed })).toBe(expected);
});
