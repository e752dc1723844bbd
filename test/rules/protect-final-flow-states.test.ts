import { expect, it } from "vitest";
import { protectFinalFlowStates } from "../../core/rules/protect-final-flow-states.ts";
import { finalStateTypes, type FinalStateType, type StateType } from "../../core/states/state-type.ts";
import { flowRun, outcome, plain } from "./build.ts";

function check(from: FinalStateType, to: StateType, isRetryRequested: boolean, expected: string): void {
  const transition = { run: flowRun({ isRetryRequested }), initial: plain[from], proposed: plain[to] };
  expect(outcome(protectFinalFlowStates, transition)).toBe(expected);
}

it.each(finalStateTypes)("a %s flow run cannot crash, pause or be cancelled, whoever asks", (from) => {
  for (const to of ["CRASHED", "PAUSED", "CANCELLING"] as const) {
    check(from, to, false, `abort: This run is already ${from}.`);
    check(from, to, true, `abort: This run is already ${from}.`);
  }
});

it("a completed flow run keeps its state unless a retry was requested", () => {
  for (const to of ["SCHEDULED", "PENDING", "RUNNING"] as const) {
    check("COMPLETED", to, false, "reject into COMPLETED Completed: This run is already COMPLETED.");
    check("COMPLETED", to, true, "pass");
  }
});

it.each(["FAILED", "CANCELLED", "CRASHED"] as const)("a %s flow run runs again only on request", (from) => {
  for (const to of ["SCHEDULED", "PENDING", "RUNNING"] as const) {
    check(from, to, false, `abort: This run is already ${from}, and nobody asked to run it again.`);
    check(from, to, true, "pass");
  }
});

it("one final state may follow another", () => {
  for (const from of finalStateTypes) {
    for (const to of ["COMPLETED", "FAILED", "CANCELLED"] as const) check(from, to, false, "pass");
  }
});
