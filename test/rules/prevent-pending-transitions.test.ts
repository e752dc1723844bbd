import { expect, it } from "vitest";
import { preventPendingTransitions } from "../../core/rules/prevent-pending-transitions.ts";
import type { PendingState, RunState } from "../../core/states/run-state.ts";
import { flowRun, outcome, pending, plain } from "./build.ts";

function check(initial: RunState | null, proposed: PendingState, expected: string): void {
  expect(outcome(preventPendingTransitions, { run: flowRun(), initial, proposed })).toBe(expected);
}

it.each(["PENDING", "RUNNING", "CANCELLING", "CANCELLED"] as const)("a %s run cannot be claimed", (from) => {
  check(plain[from], pending(), `abort: This run is ${from} and cannot become PENDING.`);
});

it.each(["SCHEDULED", "COMPLETED", "FAILED", "CRASHED", "PAUSED"] as const)("a %s run can be claimed", (from) => {
  check(plain[from], pending(), "pass");
});

it("a new run can be claimed", () => {
  check(null, pending(), "pass");
});

it.each([
  ["Pending", "Submitting"],
  ["Submitting", "InfrastructurePending"],
  ["Pending", "InfrastructurePending"],
])("a claim goes on from %s to %s", (from, to) => {
  check(pending({ name: from }), pending({ name: to }), "pass");
});

it.each([
  ["Submitting", "Pending"],
  ["Submitting", "Submitting"],
  ["Pending", "Pending"],
])("a second claim does not go from %s to %s", (from, to) => {
  check(pending({ name: from }), pending({ name: to }), "abort: This run is PENDING and cannot become PENDING.");
});
