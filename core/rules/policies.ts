/**
 * The order in which the rules are asked. The first that rejects, delays or aborts decides, so the order is part of the
 * semantics: guards first, then what fills in and delays, then what replaces and names. A new rule is one file, one test
 * and one entry here, with the reason for its place.
 *
 * The order follows Prefect's `CoreFlowPolicy` and `CoreTaskPolicy` (`src/prefect/server/orchestration/core_policy.py`),
 * but that a claim (Pending) is judged before Cancelling is.
 */
import { bypassCancellingWithoutProcess } from "./bypass-cancelling-without-process.ts";
import { copyScheduledTime } from "./copy-scheduled-time.ts";
import { createPolicy, type Policy } from "./decide.ts";
import { onlyCancelledAfterCancelling } from "./only-cancelled-after-cancelling.ts";
import { onlyScheduledRunsBecomeLate } from "./only-scheduled-runs-become-late.ts";
import { pauseRunningFlows } from "./pause-running-flows.ts";
import { preventDuplicateTransitions } from "./prevent-duplicate-transitions.ts";
import { preventPendingTransitions } from "./prevent-pending-transitions.ts";
import { protectFinalFlowStates } from "./protect-final-flow-states.ts";
import { protectFinalTaskStates } from "./protect-final-task-states.ts";
import { renameReruns } from "./rename-reruns.ts";
import { resumePausedFlows } from "./resume-paused-flows.ts";
import { retryFailedFlows } from "./retry-failed-flows.ts";
import { retryFailedTasks } from "./retry-failed-tasks.ts";
import type { Rule } from "./rule.ts";
import { waitForScheduledTime } from "./wait-for-scheduled-time.ts";

/** A rule and why it stands where it stands. Part of the generated documentation. */
export interface PolicyEntry {
  readonly rule: Rule;
  readonly reason: string;
}

export const flowPolicyEntries: readonly PolicyEntry[] = [
  {
    rule: preventDuplicateTransitions,
    reason: "First: a repeated proposal is no transition, and the rules below would misjudge it.",
  },
  {
    rule: protectFinalFlowStates,
    reason: "Before the rules on single types, to which a final state looks like any other.",
  },
  {
    rule: preventPendingTransitions,
    reason: "Before the rule on Cancelling: whoever claims a run that is being cancelled must stop, not adopt its state.",
  },
  {
    rule: onlyCancelledAfterCancelling,
    reason: "Before all that would delay or replace a state: nothing but Cancelled can follow, however late it comes.",
  },
  {
    rule: bypassCancellingWithoutProcess,
    reason: "Before the rule on Paused, which lets Cancelling through without asking for a process.",
  },
  {
    rule: onlyScheduledRunsBecomeLate,
    reason: "With the guards, before the rules that fill in, delay or replace what they let through.",
  },
  {
    rule: resumePausedFlows,
    reason: "Before the scheduled times, so that a resume that comes too late fails and does not wait.",
  },
  {
    rule: pauseRunningFlows,
    reason: "After the rule on Paused, which says more about a run that is paused already.",
  },
  {
    rule: copyScheduledTime,
    reason: "After the guards, since it fills in what they let through; before the wait, which reads what it copied.",
  },
  {
    rule: waitForScheduledTime,
    reason: "After the guards: a run that may not run at all hears so at once.",
  },
  {
    rule: retryFailedFlows,
    reason: "Last: it replaces a state that all others have judged.",
  },
];

export const taskPolicyEntries: readonly PolicyEntry[] = [
  {
    rule: protectFinalTaskStates,
    reason: "First: to the rules below a final state looks like any other.",
  },
  {
    rule: onlyCancelledAfterCancelling,
    reason: "Before all that would delay or replace a state: nothing but Cancelled can follow, however late it comes.",
  },
  {
    rule: copyScheduledTime,
    reason: "After the guards, since it fills in what they let through; before the wait, which reads what it copied.",
  },
  {
    rule: waitForScheduledTime,
    reason: "After the guards, and before the names: a Running that is put off needs none.",
  },
  {
    rule: retryFailedTasks,
    reason: "After the guards: it replaces a failure that they let through, and names the state itself.",
  },
  {
    rule: renameReruns,
    reason: "Last: it names what all others have let through.",
  },
];

export const flowPolicy: Policy = createPolicy(flowPolicyEntries.map((entry) => entry.rule));

export const taskPolicy: Policy = createPolicy(taskPolicyEntries.map((entry) => entry.rule));
