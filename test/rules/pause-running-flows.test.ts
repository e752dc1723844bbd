import { expect, it } from "vitest";
import { pauseRunningFlows } from "../../core/rules/pause-running-flows.ts";
import type { FlowRunFacts } from "../../core/rules/rule.ts";
import type { PausedState, RunState } from "../../core/states/run-state.ts";
import { flowRun, outcome, paused, pending, running, scheduled } from "./build.ts";

function check(initial: RunState | null, proposed: PausedState, expected: string, facts: Partial<FlowRunFacts> = {}): void {
  expect(outcome(pauseRunningFlows, { run: flowRun(facts), initial, proposed })).toBe(expected);
}

const suspended = paused({ name: "Suspended", suspended: true });

it("a running flow run may pause, and be suspended", () => {
  check(running(), paused(), "pass");
  check(running(), suspended, "pass");
});

it("no other run can pause", () => {
  check(pending(), paused(), "reject into PENDING Pending: Only a running flow run can be paused.");
  check(scheduled(), paused(), "reject into SCHEDULED Scheduled due 0s: Only a running flow run can be paused.");
  check(null, paused(), "abort: A run that has no state yet cannot be paused.");
});

it("a pause whose key has been answered leaves the run Running", () => {
  const asked = paused({ pause: { number: 2, place: "key:hello", key: "hello" } });
  check(running(), asked, "pass");
  check(running(), asked, 'reject into RUNNING Running: The pause with the key "hello" has been answered already.', { answeredKeys: new Set(["hello"]) });
});

it("a child flow run may pause, but not be suspended", () => {
  check(running(), paused(), "pass", { isChild: true });
  check(running(), suspended, "abort: A child flow run cannot be suspended: its process is that of the flow which called it.", { isChild: true });
});
