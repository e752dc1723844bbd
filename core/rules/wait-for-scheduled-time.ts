import { pass, type Rule } from "./rule.ts";

/**
 * Answers Running before the scheduled time with the time to wait, in whole milliseconds, rounded up; no state is
 * written. It reads the state that the run is in, which may be Pending, so the time must have been copied there.
 *
 * Stands after the guards, because a run that may not run at all should hear so now and not after a wait.
 *
 * Source: Prefect, `src/prefect/server/orchestration/core_policy.py`, `WaitForScheduledTime`, which counts in seconds.
 */
export const waitForScheduledTime: Rule = {
  name: "wait-for-scheduled-time",
  summary: "Delays Running until the scheduled time.",
  appliesTo: ["flow", "task"],
  from: ["SCHEDULED", "PENDING"],
  to: ["RUNNING"],
  decide({ initial }, ports) {
    if ((initial?.type !== "SCHEDULED" && initial?.type !== "PENDING") || initial.scheduledAt === undefined) return pass;
    const delayMs = Math.ceil((initial.scheduledAt - ports.nowUs()) / 1_000);
    return delayMs > 0 ? { kind: "wait", delayMs, reason: "The scheduled time is in the future." } : pass;
  },
};
