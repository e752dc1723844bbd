import { readdirSync } from "node:fs";
import fc from "fast-check";
import { expect, it } from "vitest";
import { decide, type Policy } from "../../core/rules/decide.ts";
import { flowPolicy, flowPolicyEntries, taskPolicy, taskPolicyEntries } from "../../core/rules/policies.ts";
import type { RunFacts } from "../../core/rules/rule.ts";
import type { RunState } from "../../core/states/run-state.ts";
import { isFinalType, stateNames, stateTypes, type StateType } from "../../core/states/state-type.ts";
import { cancelling, completed, failed, flowRun, minute, now, outcome, paused, pending, plain, running, taskRun } from "./build.ts";

const entries = [...flowPolicyEntries, ...taskPolicyEntries];

it("every rule stands in the policies that it applies to, once, and says why", () => {
  for (const rule of new Set(entries.map((entry) => entry.rule))) {
    const stands = [
      ...flowPolicyEntries.filter((entry) => entry.rule === rule).map(() => "flow"),
      ...taskPolicyEntries.filter((entry) => entry.rule === rule).map(() => "task"),
    ];
    expect(stands, rule.name).toEqual(rule.appliesTo);
  }
  for (const { rule, reason } of entries) expect(reason, rule.name).toMatch(/^[A-Z].*\.$/);
});

it("every rule bears the name of its file and has a test of its own", () => {
  const sources = new Set(readdirSync(new URL("../../core/rules", import.meta.url)));
  const tests = new Set(readdirSync(new URL(".", import.meta.url)));
  for (const { rule } of entries) {
    expect(sources, rule.name).toContain(`${rule.name}.ts`);
    expect(tests, rule.name).toContain(`${rule.name}.test.ts`);
  }
});

it("a claim of a run that is being cancelled is aborted, not handed the state", () => {
  expect(outcome(flowPolicy, { run: flowRun(), initial: cancelling(), proposed: pending() })).toBe(
    "abort: This run is CANCELLING and cannot become PENDING.",
  );
});

it("a claim repeated by a caller that missed the answer succeeds", () => {
  const transition = { run: flowRun(), initial: pending(), proposed: pending(), transitionId: "a", initialTransitionId: "a" };
  expect(outcome(flowPolicy, transition)).toBe("reject into PENDING Pending: This transition has already been made.");
});

it("a failure that comes after the request to cancel is not retried", () => {
  for (const [policy, run] of [[flowPolicy, flowRun({ retries: 3 })], [taskPolicy, taskRun({ retries: 3 })]] as const) {
    expect(outcome(policy, { run, initial: cancelling(), proposed: failed() })).toBe(
      "reject into CANCELLING Cancelling: This run is being cancelled and can only become CANCELLED.",
    );
  }
});

it("the ordinary course of a task run is accepted as proposed", () => {
  const course = [null, pending(), running(), completed()];
  const steps = course.slice(1).map((proposed, index) => {
    const initial = course[index] ?? null;
    const run = taskRun({ runCount: initial?.type === "RUNNING" ? 1 : 0 });
    return outcome(taskPolicy, { run, initial, proposed: proposed ?? pending() });
  });
  expect(steps).toEqual(["accept PENDING Pending", "accept RUNNING Running", "accept COMPLETED Completed"]);
});

interface Proposal {
  readonly proposed: RunState;
  readonly isRetryRequested: boolean;
  readonly runCount: number;
  readonly retries: number;
}

const proposedStates = fc
  .constantFrom<StateType>(...stateTypes)
  .chain((type) => fc.record({ type: fc.constant(type), name: fc.constantFrom<string>(...stateNames[type], "Own") }))
  .map(({ type, name }): RunState => ({ ...plain[type], name }))
  .chain((state) =>
    state.type === "PAUSED"
      ? fc.boolean().map((suspended): RunState => paused({ name: state.name, suspended, timeoutAt: now - minute }))
      : fc.constant(state),
  );

const proposals: fc.Arbitrary<Proposal[]> = fc.array(
  fc.record({
    proposed: proposedStates,
    isRetryRequested: fc.boolean(),
    runCount: fc.nat(3),
    retries: fc.nat(3),
  }),
  { maxLength: 30 },
);

const policies: readonly (readonly [string, Policy, (proposal: Proposal) => RunFacts])[] = [
  ["flow", flowPolicy, ({ isRetryRequested, runCount, retries }) => flowRun({ isRetryRequested, runCount, retries })],
  ["task", taskPolicy, ({ isRetryRequested, runCount, retries }) => taskRun({ isRetryRequested, runCount, retries })],
];

it.each(policies)("whatever is proposed, a %s run leaves a final state only when a retry was requested", (_, policy, factsOf) => {
  fc.assert(
    fc.property(proposals, (sequence) => {
      let state: RunState | null = null;
      for (const proposal of sequence) {
        const next = follow(policy, factsOf(proposal), state, proposal.proposed);
        if (state !== null && isFinalType(state.type) && !isFinalType(next?.type ?? state.type)) {
          expect(proposal.isRetryRequested, `${state.type} to ${next?.type}`).toBe(true);
        }
        state = next;
      }
    }),
    { numRuns: 500 },
  );
});

it.each(policies)("whatever is proposed, a %s run that is being cancelled ends Cancelled", (_, policy, factsOf) => {
  fc.assert(
    fc.property(proposals, (sequence) => {
      let state: RunState | null = null;
      for (const proposal of sequence) {
        const next = follow(policy, factsOf(proposal), state, proposal.proposed);
        if (state?.type === "CANCELLING") expect(["CANCELLING", "CANCELLED"]).toContain(next?.type);
        state = next;
      }
    }),
    { numRuns: 500 },
  );
});

/** The state that a run is in after a proposal. */
function follow(policy: Policy, run: RunFacts, initial: RunState | null, proposed: RunState): RunState | null {
  const decision = decide(policy, { run, initial, proposed }, { nowUs: () => now, fraction: () => 0.5 });
  return decision.kind === "accept" || decision.kind === "reject" ? decision.state : initial;
}
