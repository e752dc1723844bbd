import { pass, type Rule } from "./rule.ts";

/**
 * Lets only a running flow run pause, and a pause with a key but once: when it has been answered, the run goes on with that
 * answer. A child flow run cannot be suspended: its process is that of the flow which called it.
 *
 * Stands after the rule on leaving Paused, which judges what a paused run may do, and knows more about why.
 *
 * Source: Prefect, `src/prefect/server/orchestration/core_policy.py`, `HandlePausingFlows`. There a flow's retry makes its
 * keys fire again, and only a run of a deployment can be suspended; here an answer holds for all attempts, since nobody wants to
 * be asked twice, and the module of every run is known.
 */
export const pauseRunningFlows: Rule = {
  name: "pause-running-flows",
  summary: "Rejects a pause of a flow run that is not running, and one whose key has been answered; aborts the suspension of a child flow run.",
  appliesTo: ["flow"],
  from: "any",
  to: ["PAUSED"],
  decide({ run, initial, proposed }) {
    if (run.kind !== "flow" || proposed.type !== "PAUSED") return pass;
    if (initial === null) return { kind: "abort", reason: "A run that has no state yet cannot be paused." };
    if (initial.type !== "RUNNING") return { kind: "reject", state: initial, reason: "Only a running flow run can be paused." };
    const key = proposed.pause?.key;
    if (key !== undefined && run.answeredKeys.has(key)) {
      return { kind: "reject", state: initial, reason: `The pause with the key "${key}" has been answered already.` };
    }
    if (proposed.suspended && run.isChild) {
      return { kind: "abort", reason: "A child flow run cannot be suspended: its process is that of the flow which called it." };
    }
    return pass;
  },
};
