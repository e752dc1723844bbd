import { finalStateTypes, isFinalType } from "../states/state-type.ts";
import { pass, type Rule } from "./rule.ts";

/**
 * Keeps a flow run that has ended from coming to life by accident: a late crash, cancel or pause is aborted; anything
 * else that is not final is rejected from Completed and aborted from the other final states. Whoever asks for another
 * try (a retry or resume by a person or the engine) says so with `isRetryRequested`. One final state may follow another,
 * as when somebody marks a failed run as completed, or a resumed parent answers a child as Cached. A retry that the
 * flow itself configures never meets this rule: its failure is rejected before it becomes final.
 *
 * Stands before the rules on single types, because to each of them a final state looks like any other.
 *
 * Source: Prefect, `src/prefect/server/orchestration/core_policy.py`, `HandleFlowTerminalStateTransitions`. There the
 * presence of a stored result decides whether a completed run may run again; here the request does, and no deployment
 * is needed.
 */
export const protectFinalFlowStates: Rule = {
  name: "protect-final-flow-states",
  summary:
    "Aborts a crash, cancel or pause of a flow run that has ended; lets it run again only when a retry was requested " +
    "(otherwise a completed run keeps its state, the others abort).",
  appliesTo: ["flow"],
  from: finalStateTypes,
  to: "any",
  decide({ run, initial, proposed }) {
    if (initial === null) return pass;
    if (proposed.type === "CRASHED" || proposed.type === "CANCELLING" || proposed.type === "PAUSED") {
      return { kind: "abort", reason: `This run is already ${initial.type}.` };
    }
    if (isFinalType(proposed.type) || run.isRetryRequested) return pass;
    if (initial.type === "COMPLETED") return { kind: "reject", state: initial, reason: "This run is already COMPLETED." };
    return { kind: "abort", reason: `This run is already ${initial.type}, and nobody asked to run it again.` };
  },
};
