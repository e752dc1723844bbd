import { expect, it } from "vitest";
import { onlyCancelledAfterCancelling } from "../../core/rules/only-cancelled-after-cancelling.ts";
import { stateTypes, type StateType } from "../../core/states/state-type.ts";
import { cancelling, flowRun, outcome, plain, taskRun } from "./build.ts";

function check(to: StateType, expected: string): void {
  for (const run of [flowRun(), taskRun()]) {
    expect(outcome(onlyCancelledAfterCancelling, { run, initial: cancelling(), proposed: plain[to] })).toBe(expected);
  }
}

it("a run that is being cancelled may become Cancelled", () => {
  check("CANCELLED", "pass");
});

it.each(stateTypes.filter((type) => type !== "CANCELLED"))("a run that is being cancelled cannot become %s", (to) => {
  check(to, "reject into CANCELLING Cancelling: This run is being cancelled and can only become CANCELLED.");
});
