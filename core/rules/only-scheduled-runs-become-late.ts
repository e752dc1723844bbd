import { stateTypes } from "../states/state-type.ts";
import { pass, type Rule } from "./rule.ts";

/**
 * Rejects the name `Late` for a run that is not scheduled any more. Whoever looks for late runs reads a list that may be
 * out of date when it proposes.
 *
 * Stands with the other guards, before the rules that change or delay what has been let through.
 *
 * Source: Prefect, `src/prefect/server/orchestration/core_policy.py`, `EnsureOnlyScheduledFlowsMarkedLate`.
 */
export const onlyScheduledRunsBecomeLate: Rule = {
  name: "only-scheduled-runs-become-late",
  summary: "Rejects Late for a run that is not scheduled.",
  appliesTo: ["flow"],
  from: stateTypes.filter((type) => type !== "SCHEDULED"),
  to: ["SCHEDULED"],
  decide({ initial, proposed }) {
    if (initial === null || proposed.name !== "Late") return pass;
    return { kind: "reject", state: initial, reason: "Only a scheduled run can be late." };
  },
};
