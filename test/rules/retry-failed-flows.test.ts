import { expect, it } from "vitest";
import { retryFailedFlows } from "../../core/rules/retry-failed-flows.ts";
import type { FlowRunFacts } from "../../core/rules/rule.ts";
import type { RunState } from "../../core/states/run-state.ts";
import { completed, crashed, failed, flowRun, outcome, pending, running } from "./build.ts";

const failure = failed({ message: "No connection." });

it.each<[string, Partial<FlowRunFacts>, RunState, RunState, string]>([
  [
    "a failed flow run with retries left awaits its retry",
    { runCount: 1, retries: 1, retryDelayMs: 2_500 },
    running(),
    failure,
    'reject into SCHEDULED AwaitingRetry due 2.5s "No connection.": The flow run has retries left.',
  ],
  [
    "without a delay it still passes through AwaitingRetry",
    { runCount: 2, retries: 2 },
    running({ name: "Retrying" }),
    failure,
    'reject into SCHEDULED AwaitingRetry due 0s "No connection.": The flow run has retries left.',
  ],
  [
    "a timeout is retried as well",
    { runCount: 1, retries: 1 },
    running(),
    failed({ name: "TimedOut" }),
    "reject into SCHEDULED AwaitingRetry due 0s: The flow run has retries left.",
  ],
  ["the last attempt fails", { runCount: 2, retries: 1 }, running(), failure, "pass"],
  ["a flow without retries fails", { runCount: 1, retries: 0 }, running(), failure, "pass"],
  ["a failure before it ran stands", { runCount: 0, retries: 3 }, pending(), failure, "pass"],
  ["a crash is not retried", { runCount: 1, retries: 3 }, running(), crashed(), "pass"],
  ["success is not retried", { runCount: 1, retries: 3 }, running(), completed(), "pass"],
])("%s", (_, facts, initial, proposed, expected) => {
  expect(outcome(retryFailedFlows, { run: flowRun(facts), initial, proposed })).toBe(expected);
});
