import { pass, type Rule } from "./rule.ts";

/**
 * Aborts Pending for a run that somebody has claimed already, is running, or was cancelled. Whoever starts a run claims
 * it by proposing Pending; of two that do, the second must stop. The names of Pending are steps of one claim
 * (Pending, Submitting, InfrastructurePending), so a new name passes, but never back to plain `Pending`.
 *
 * Stands before the rule on Cancelling, because the claim of a run that is being cancelled must stop as well, and
 * before the copying of scheduled times, because only a claim that stands needs one.
 *
 * Source: Prefect, `src/prefect/server/orchestration/core_policy.py`, `PreventPendingTransitions`.
 */
export const preventPendingTransitions: Rule = {
  name: "prevent-pending-transitions",
  summary:
    "Aborts Pending for a run that is pending, running, being cancelled or cancelled, so that it is started once; " +
    "a pending run may take another name than Pending.",
  appliesTo: ["flow"],
  from: ["PENDING", "RUNNING", "CANCELLING", "CANCELLED"],
  to: ["PENDING"],
  decide({ initial, proposed }) {
    if (initial === null) return pass;
    if (initial.type === "PENDING" && proposed.name !== initial.name && proposed.name !== "Pending") return pass;
    return { kind: "abort", reason: `This run is ${initial.type} and cannot become PENDING.` };
  },
};
