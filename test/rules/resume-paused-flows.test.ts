import { expect, it } from "vitest";
import { resumePausedFlows } from "../../core/rules/resume-paused-flows.ts";
import type { PausedState, RunState } from "../../core/states/run-state.ts";
import { finalStateTypes } from "../../core/states/state-type.ts";
import { cancelling, flowRun, minute, now, outcome, paused, pending, plain, running, scheduled } from "./build.ts";

const expired = paused({ timeoutAt: now - 5 * minute });
const expiredSuspension = paused({ name: "Suspended", suspended: true, timeoutAt: now - 5 * minute });

function check(initial: PausedState, proposed: RunState, expected: string): void {
  expect(outcome(resumePausedFlows, { run: flowRun(), initial, proposed })).toBe(expected);
}

it("a paused run may run again, be scheduled, be cancelled or end", () => {
  for (const proposed of [running(), scheduled(), cancelling(), ...finalStateTypes.map((type) => plain[type])]) {
    check(paused(), proposed, "pass");
  }
});

it("a paused run cannot become pending or paused again", () => {
  check(paused(), pending(), "reject into PAUSED Paused: A paused run cannot become PENDING.");
  check(paused(), paused(), "reject into PAUSED Paused: A paused run cannot become PAUSED.");
});

it("a pause that is resumed in its last moment goes on", () => {
  check(paused({ timeoutAt: now }), running(), "pass");
});

it("a pause that is resumed after its timeout fails", () => {
  check(
    expired,
    running(),
    'reject into FAILED Failed "The flow was paused and never resumed.": ' +
      "The run was paused for longer than its timeout and can no longer resume.",
  );
});

it("a suspended run that is resumed after its timeout fails", () => {
  check(
    expiredSuspension,
    scheduled({ name: "Resuming" }),
    'reject into FAILED Failed "The flow was suspended and never resumed.": ' +
      "The run was suspended for longer than its timeout and can no longer resume.",
  );
});

it("an expired pause can still be cancelled or ended", () => {
  for (const proposed of [cancelling(), ...finalStateTypes.map((type) => plain[type])]) check(expired, proposed, "pass");
});
