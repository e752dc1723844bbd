import { pass, type Rule } from "./rule.ts";
import { hasRetriesLeft, meanRetryDelayMs, retryDelayMs } from "./task-retries.ts";

/**
 * Rejects the failure of a task run that has retries left, unless the user's `retryIf` refused it, and the crash of
 * one whose worker died alone, while its flow goes on: without a delay into
 * Retrying at once, with one into AwaitingRetry, due after it. The configured delay decides between the two, so jitter
 * never changes the sequence of states. The message of the failure goes along.
 *
 * Stands after the guards, because it replaces a failure that they let through. It names the state itself, since no
 * later rule judges it.
 *
 * Source: Prefect, `src/prefect/server/orchestration/core_policy.py`, `RetryFailedTasks` (which knows no crash that its
 * flow survives), and for retries without delay
 * `src/prefect/task_engine.py`, `handle_retry`.
 */
export const retryFailedTasks: Rule = {
  name: "retry-failed-tasks",
  summary: "Rejects Failed, and the Crashed of a worker that died alone, into Retrying, or into AwaitingRetry where there is a delay, while the task run has retries left.",
  appliesTo: ["task"],
  from: ["RUNNING"],
  to: ["FAILED", "CRASHED"],
  decide({ run, proposed }, ports) {
    if (run.kind !== "task" || !run.isRetriable || !hasRetriesLeft(run)) return pass;
    if (proposed.type === "CRASHED" && !run.isWorkerLost) return pass;
    const { at, message } = proposed;
    const reason = "The task run has retries left.";
    if (meanRetryDelayMs(run) === 0) return { kind: "reject", state: { type: "RUNNING", name: "Retrying", at, message }, reason };
    const scheduledAt = ports.nowUs() + Math.round(retryDelayMs(run, ports) * 1_000);
    return { kind: "reject", state: { type: "SCHEDULED", name: "AwaitingRetry", at, message, scheduledAt }, reason };
  },
};
