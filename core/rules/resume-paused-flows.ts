import { isFinalType } from "../states/state-type.ts";
import { pass, type Rule } from "./rule.ts";

/**
 * Lets a paused run go on (Running, or Scheduled when it is suspended), be cancelled, or end, and nothing else. One
 * whose timeout has passed cannot go on any more: it is rejected into Failed.
 *
 * Stands after the bypass of Cancelling, which knows more about suspended runs, and before the rules on scheduled
 * times, so that a resume that comes too late fails now and does not wait first.
 *
 * Source: Prefect, `src/prefect/server/orchestration/core_policy.py`, `HandleResumingPausedFlows`. There an expired
 * pause fails whatever is proposed; here it can still be cancelled or ended.
 */
export const resumePausedFlows: Rule = {
  name: "resume-paused-flows",
  summary:
    "Rejects whatever neither resumes, cancels nor ends a paused run; rejects a resume after the timeout into Failed.",
  appliesTo: ["flow"],
  from: ["PAUSED"],
  to: "any",
  decide({ initial, proposed }, ports) {
    if (initial?.type !== "PAUSED" || isFinalType(proposed.type) || proposed.type === "CANCELLING") return pass;
    if (proposed.type !== "RUNNING" && proposed.type !== "SCHEDULED") {
      return { kind: "reject", state: initial, reason: `A paused run cannot become ${proposed.type}.` };
    }
    if (initial.timeoutAt === 0 || initial.timeoutAt >= ports.nowUs()) return pass;
    const condition = initial.suspended ? "suspended" : "paused";
    return {
      kind: "reject",
      state: { type: "FAILED", name: "Failed", at: proposed.at, message: `The flow was ${condition} and never resumed.` },
      reason: `The run was ${condition} for longer than its timeout and can no longer resume.`,
    };
  },
};
