import { expect, it } from "vitest";
import { retryFailedTasks } from "../../core/rules/retry-failed-tasks.ts";
import type { TaskRunFacts } from "../../core/rules/rule.ts";
import type { RunState } from "../../core/states/run-state.ts";
import { crashed, failed, outcome, pending, portsWith, running, taskRun } from "./build.ts";

const failure = failed({ message: "No connection." });

it.each<[string, Partial<TaskRunFacts>, RunState, RunState, string]>([
  [
    "a failed task run with retries left and no delay retries at once",
    { runCount: 1, retries: 1 },
    running(),
    failure,
    'reject into RUNNING Retrying "No connection.": The task run has retries left.',
  ],
  [
    "with a delay it awaits its retry",
    { runCount: 1, retries: 3, retryDelaysMs: [1_000] },
    running(),
    failure,
    'reject into SCHEDULED AwaitingRetry due 1s "No connection.": The task run has retries left.',
  ],
  [
    "a timeout is retried as well",
    { runCount: 1, retries: 1 },
    running(),
    failed({ name: "TimedOut" }),
    "reject into RUNNING Retrying: The task run has retries left.",
  ],
  [
    "a delay of 0 in a list goes straight to the retry",
    { runCount: 1, retries: 2, retryDelaysMs: [0, 1_000] },
    running(),
    failed(),
    "reject into RUNNING Retrying: The task run has retries left.",
  ],
  ["the last attempt fails", { runCount: 2, retries: 1 }, running({ name: "Retrying" }), failure, "pass"],
  ["a task without retries fails", { runCount: 1, retries: 0 }, running(), failure, "pass"],
  ["a failure that retryIf refused stands", { runCount: 1, retries: 3, isRetriable: false }, running(), failure, "pass"],
  ["a failure before it ran stands", { runCount: 0, retries: 3 }, pending(), failure, "pass"],
  [
    "the crash of a worker that died alone is retried",
    { runCount: 1, retries: 1, isWorkerLost: true },
    running(),
    crashed(),
    "reject into RUNNING Retrying: The task run has retries left.",
  ],
  ["the crash of a worker is final after the last attempt", { runCount: 2, retries: 1, isWorkerLost: true }, running(), crashed(), "pass"],
  ["a crash that took the flow along is not retried", { runCount: 1, retries: 3 }, running(), crashed(), "pass"],
])("%s", (_, facts, initial, proposed, expected) => {
  expect(outcome(retryFailedTasks, { run: taskRun(facts), initial, proposed })).toBe(expected);
});

it("jitter that draws a delay of 0 still passes through AwaitingRetry", () => {
  const run = taskRun({ runCount: 1, retries: 1, retryDelaysMs: [1_000], retryJitter: 1 });
  expect(outcome(retryFailedTasks, { run, initial: running(), proposed: failed() }, portsWith(0))).toBe(
    "reject into SCHEDULED AwaitingRetry due 0s: The task run has retries left.",
  );
});
