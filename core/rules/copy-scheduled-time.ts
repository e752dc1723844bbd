import { pass, type Rule } from "./rule.ts";

/**
 * Copies the scheduled time of a run into its Pending state, and from there, with the concurrency lease, into the
 * next step of Pending, unless the proposed state brings its own. Without it a run that is claimed early would forget
 * that it has to wait, and one that is renamed would lose its slot.
 *
 * Stands after all guards, since it only fills in what was let through, and before the wait, which reads what it copied.
 *
 * Source: Prefect, `src/prefect/server/orchestration/core_policy.py`, `CopyScheduledTime`, and for the steps of Pending
 * `PreventPendingTransitions`.
 */
export const copyScheduledTime: Rule = {
  name: "copy-scheduled-time",
  summary: "Copies the scheduled time, and between two Pending states the concurrency lease, unless the new state has its own.",
  appliesTo: ["flow", "task"],
  from: ["SCHEDULED", "PENDING"],
  to: ["PENDING"],
  decide({ initial, proposed }) {
    if (proposed.type !== "PENDING" || (initial?.type !== "SCHEDULED" && initial?.type !== "PENDING")) return pass;
    const scheduledAt = proposed.scheduledAt ?? initial.scheduledAt;
    const leaseId = proposed.leaseId ?? (initial.type === "PENDING" ? initial.leaseId : undefined);
    if (scheduledAt === proposed.scheduledAt && leaseId === proposed.leaseId) return pass;
    return {
      kind: "amend",
      state: {
        ...proposed,
        ...(scheduledAt === undefined ? {} : { scheduledAt }),
        ...(leaseId === undefined ? {} : { leaseId }),
      },
    };
  },
};
