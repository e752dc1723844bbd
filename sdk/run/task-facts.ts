import type { TaskRunFacts } from "../../core/rules/rule.ts";
import type { TaskRun } from "./task-run.ts";

const noFacts: TaskRunFacts = {
  kind: "task",
  runCount: 0,
  retries: 0,
  retryDelaysMs: [],
  retryJitter: 0,
  isRetriable: true,
  isWorkerLost: false,
  isRetryRequested: false,
};

/** What the rules may know of a task run. `isRetriable` and the delay of a delay function are asked of user code before. */
export function taskFacts(run: TaskRun, isRetryRequested: boolean, isRetriable = true, delayMs?: number): TaskRunFacts {
  const { definition } = run;
  if (definition.kind === "flow") return { ...noFacts, isRetryRequested };
  const { retries, retryDelays, retryJitter } = definition.settings;
  return {
    kind: "task",
    runCount: run.attempt,
    retries: retries ?? run.root.parts.taskRetries,
    retryDelaysMs: delayMs === undefined ? (typeof retryDelays === "function" ? [] : retryDelays) : [delayMs],
    retryJitter,
    isRetriable,
    isWorkerLost: false,
    isRetryRequested,
  };
}
