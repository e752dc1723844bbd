import { pass, type Rule } from "./rule.ts";

/**
 * Rejects the failure of a flow run that has retries left into AwaitingRetry, due after the flow's retry delay, with
 * the message of the failure. The same process calls the function again.
 *
 * Last of the flow rules: it replaces the proposed state, which all others have judged by then.
 *
 * Source: Prefect, `src/prefect/server/orchestration/core_policy.py`, `RetryFailedFlows`.
 */
export const retryFailedFlows: Rule = {
  name: "retry-failed-flows",
  summary: "Rejects Failed into AwaitingRetry while the flow run has retries left.",
  appliesTo: ["flow"],
  from: ["RUNNING"],
  to: ["FAILED"],
  decide({ run, proposed }, ports) {
    if (run.kind !== "flow" || run.runCount > run.retries) return pass;
    return {
      kind: "reject",
      state: {
        type: "SCHEDULED",
        name: "AwaitingRetry",
        at: proposed.at,
        message: proposed.message,
        scheduledAt: ports.nowUs() + Math.round(run.retryDelayMs * 1_000),
      },
      reason: "The flow run has retries left.",
    };
  },
};
