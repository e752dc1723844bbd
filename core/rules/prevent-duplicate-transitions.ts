import { stateTypes } from "../states/state-type.ts";
import { pass, type Rule } from "./rule.ts";

/**
 * Rejects a proposal that led into the present state already, and answers with that state: a caller that did not hear
 * the answer may ask again without harm.
 *
 * First of the flow rules, because a repeated proposal is no transition and every later rule would misjudge it: the
 * second of two equal claims of a run would be refused as if somebody else had made it. Tasks do without it, since
 * the process that proposes their transitions decides them.
 *
 * Source: Prefect, `src/prefect/server/orchestration/core_policy.py`, `PreventDuplicateTransitions`.
 */
export const preventDuplicateTransitions: Rule = {
  name: "prevent-duplicate-transitions",
  summary: "Rejects a proposal whose transition id led into the present state already, and answers with that state.",
  appliesTo: ["flow"],
  from: stateTypes,
  to: "any",
  decide({ initial, transitionId, initialTransitionId }) {
    if (initial === null || transitionId === undefined || transitionId !== initialTransitionId) return pass;
    return { kind: "reject", state: initial, reason: "This transition has already been made." };
  },
};
