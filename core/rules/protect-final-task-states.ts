import { finalStateTypes, isFinalType } from "../states/state-type.ts";
import { pass, type Rule } from "./rule.ts";

/**
 * Keeps a task run that has ended as it is: a late crash, cancel or pause is aborted; a completed run keeps its state,
 * because other tasks may have used its result; the others may be replaced by a final state only. Two things get by:
 * a rollback, which is Completed named `RolledBack` and happens once, and a retry or resume of the flow, which sets
 * `isRetryRequested` and makes it run again or answers it as Cached.
 *
 * First of the task rules, because to each of the others a final state looks like any other.
 *
 * Source: Prefect, `src/prefect/server/orchestration/core_policy.py`, `HandleTaskTerminalStateTransitions`. There the
 * presence of a stored result decides whether a completed run may run again; here the request does.
 */
export const protectFinalTaskStates: Rule = {
  name: "protect-final-task-states",
  summary:
    "Aborts a crash, cancel or pause of a task run that has ended; lets it run again only when a retry of its flow was " +
    "requested; a completed run can otherwise only become RolledBack, once.",
  appliesTo: ["task"],
  from: finalStateTypes,
  to: "any",
  decide({ run, initial, proposed }) {
    if (initial === null) return pass;
    if (proposed.type === "CRASHED" || proposed.type === "CANCELLING" || proposed.type === "PAUSED") {
      return { kind: "abort", reason: `This run is already ${initial.type}.` };
    }
    if (run.isRetryRequested) return pass;
    if (initial.type === "COMPLETED") {
      if (proposed.type === "COMPLETED" && proposed.name === "RolledBack" && initial.name !== "RolledBack") return pass;
      return { kind: "reject", state: initial, reason: "This run is already COMPLETED." };
    }
    if (isFinalType(proposed.type)) return pass;
    return { kind: "abort", reason: `This run is already ${initial.type}, and nobody asked to run it again.` };
  },
};
