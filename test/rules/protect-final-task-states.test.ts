import { expect, it } from "vitest";
import { protectFinalTaskStates } from "../../core/rules/protect-final-task-states.ts";
import type { RunState } from "../../core/states/run-state.ts";
import { finalStateTypes } from "../../core/states/state-type.ts";
import { cancelled, completed, failed, outcome, pending, plain, running, scheduled, taskRun } from "./build.ts";

function check(initial: RunState, proposed: RunState, isRetryRequested: boolean, expected: string): void {
  expect(outcome(protectFinalTaskStates, { run: taskRun({ isRetryRequested }), initial, proposed })).toBe(expected);
}

it.each(finalStateTypes)("a %s task run cannot crash, pause or be cancelled, whoever asks", (from) => {
  for (const to of ["CRASHED", "PAUSED", "CANCELLING"] as const) {
    check(plain[from], plain[to], false, `abort: This run is already ${from}.`);
    check(plain[from], plain[to], true, `abort: This run is already ${from}.`);
  }
});

it("a completed task run keeps its state, because others may have used its result", () => {
  for (const proposed of [scheduled(), pending(), running(), completed(), failed(), cancelled()]) {
    check(completed(), proposed, false, "reject into COMPLETED Completed: This run is already COMPLETED.");
  }
});

it("a completed task run can be rolled back, once, also when an earlier attempt of its flow completed it", () => {
  const rolledBack = completed({ name: "RolledBack" });
  check(completed(), rolledBack, false, "pass");
  check(completed({ name: "Cached" }), rolledBack, false, "pass");
  check(rolledBack, rolledBack, false, "reject into COMPLETED RolledBack: This run is already COMPLETED.");
});

it("a completed task run is answered as Cached, or runs again, when a retry of its flow was requested", () => {
  for (const proposed of [completed({ name: "Cached" }), pending(), running()]) check(completed(), proposed, true, "pass");
  check(completed(), completed({ name: "Cached" }), false, "reject into COMPLETED Completed: This run is already COMPLETED.");
});

it.each(["FAILED", "CANCELLED", "CRASHED"] as const)("a %s task run runs again only on request", (from) => {
  for (const proposed of [scheduled(), pending(), running()]) {
    check(plain[from], proposed, false, `abort: This run is already ${from}, and nobody asked to run it again.`);
    check(plain[from], proposed, true, "pass");
  }
});

it("another final state may follow one that is not Completed", () => {
  for (const proposed of [completed(), failed({ name: "TimedOut" }), cancelled()]) check(failed(), proposed, false, "pass");
});
