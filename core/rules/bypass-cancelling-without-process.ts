import type { CancelledState, RunState } from "../states/run-state.ts";
import { pass, type Rule } from "./rule.ts";

/**
 * Turns the request to cancel a run into Cancelled at once where there is no process to stop: a scheduled run that was
 * not started, a suspended one, and one that waits to be resumed after that, whose recorded process is long gone. A run
 * that awaits its retry may have a process and goes through Cancelling.
 *
 * Stands before the rule on leaving Paused, which lets Cancelling through.
 *
 * Source: Prefect, `src/prefect/server/orchestration/core_policy.py`, `BypassCancellingFlowRunsWithNoInfra`.
 */
export const bypassCancellingWithoutProcess: Rule = {
  name: "bypass-cancelling-without-process",
  summary: "Rejects Cancelling into Cancelled for a scheduled, suspended or resuming run that has no process to stop.",
  appliesTo: ["flow"],
  from: ["SCHEDULED", "PAUSED"],
  to: ["CANCELLING"],
  decide({ run, initial, proposed }) {
    if (run.kind !== "flow" || initial === null) return pass;
    if (initial.type === "SCHEDULED" && (!run.hasProcess || initial.name === "Resuming")) {
      return { kind: "reject", state: cancelled(proposed), reason: "The scheduled run has no process to stop." };
    }
    if (initial.type === "PAUSED" && initial.suspended) {
      return { kind: "reject", state: cancelled(proposed), reason: "The suspended run has no process to stop." };
    }
    return pass;
  },
};

function cancelled(proposed: RunState): CancelledState {
  return { type: "CANCELLED", name: "Cancelled", at: proposed.at, message: proposed.message };
}
