/**
 * The attempts of one task run: call, judge, and again while the rules grant retries.
 *
 * A1. The function is called only after the record of its start is in the file (J3).
 * A2. An attempt ends once; what its function gives later is dropped.
 * A3. Whether and when a failure is tried again is the rules' decision; user code (`retryIf`, a delay function) is
 *     asked only while retries are left.
 */
import { formatDuration, formatSeconds } from "../../core/base/duration.ts";
import { CancelledError, TaskTimeoutError } from "../../core/protocol/errors.ts";
import { hasRetriesLeft } from "../../core/rules/task-retries.ts";
import type { TaskHook } from "../definition/task-options.ts";
import type { FailedState, RunState } from "../../core/states/run-state.ts";
import type { StateData } from "../state/state.ts";
import { taskRunInfo } from "../runtime.ts";
import { Attempt } from "./attempt.ts";
import { contextStorage, type RunContext } from "./context.ts";
import { callHooks } from "./hooks.ts";
import { callWithin } from "./limits.ts";
import type { CallOutcome } from "./outcome.ts";
import { endingOf, type Ending } from "./returned.ts";
import type { TaskCall } from "./start-task.ts";
import { cancelTask, completeTask, endTask } from "./task-end.ts";
import { taskFacts } from "./task-facts.ts";
import type { TaskRun } from "./task-run.ts";
import { enterTaskState, failureFields, proposeForTask } from "./transition.ts";
import { userErrorRecord } from "./user-error.ts";
import { waitUntil } from "./wait-until.ts";

/** The run has entered Running. Fulfils when it has ended. */
export async function runAttempts(run: TaskRun, call: TaskCall, args: readonly unknown[], context: RunContext | undefined): Promise<void> {
  const { settings, fn } = call.definition;
  const parent = context?.attempt ?? null;
  await run.root.written();
  for (;;) {
    if (run.isDropped) return;
    run.attempt += 1;
    const attempt = new Attempt(parent);
    run.attemptNow = attempt;
    const inner: RunContext = {
      root: run.root,
      flow: run.flow,
      task: run,
      attempt,
      tags: context?.tags ?? [],
      logPrints: settings.logPrints,
    };
    if (settings.hooks.onRunning.length > 0) await taskHooks(run, settings.hooks.onRunning, inner);
    const outcome = await callWithin(run.root.clock, settings.timeoutMs, attempt, () => contextStorage().run(inner, fn, ...args));
    attempt.end();
    if (run.isDropped) return;
    const isEnded = await judge(run, call, outcome, inner);
    if (isEnded) return;
    await run.root.written();
  }
}

/** True when the run has ended; false when another attempt is due. */
async function judge(run: TaskRun, call: TaskCall, outcome: CallOutcome, context: RunContext): Promise<boolean> {
  const ending = await toEnding(run, call, outcome);
  if (run.isDropped) return true;
  switch (ending.kind) {
    case "completed":
      await completeTask(run, ending, context);
      return true;
    case "other":
      await endTask(run, ending, context);
      return true;
    case "failed":
      return await fail(run, call, ending, context);
  }
}

async function toEnding(run: TaskRun, call: TaskCall, outcome: CallOutcome): Promise<Ending> {
  switch (outcome.kind) {
    case "returned":
      return await endingOf(outcome.value);
    case "timedOut": {
      const error = new TaskTimeoutError(run.definition.name, formatSeconds(call.definition.settings.timeoutMs));
      return { kind: "failed", error, name: "TimedOut", message: error.message, own: null };
    }
    case "threw": {
      const isCancel = run.root.cancelReason !== null && outcome.error instanceof CancelledError;
      if (isCancel) return { kind: "other", type: "CANCELLED", error: outcome.error, name: "Cancelled", message: run.root.cancelReason, own: null };
      return { kind: "failed", error: outcome.error, name: "Failed", message: null, own: null };
    }
  }
}

async function fail(run: TaskRun, call: TaskCall, ending: Extract<Ending, { kind: "failed" }>, context: RunContext): Promise<boolean> {
  const { settings } = call.definition;
  const { root } = run;
  const fields = failureFields(ending.error, userErrorRecord(ending.error));
  const failed: FailedState = { type: "FAILED", name: ending.name, at: root.clock.nowUs(), message: ending.message ?? fields.message, error: fields.error };
  const data: StateData = { kind: "value", value: ending.error };
  const mayRetry = root.cancelReason === null && hasRetriesLeft(taskFacts(run, false));
  const isRetriable = mayRetry && (await isWanted(run, call, ending.error, failed, data));
  const delayMs = isRetriable && typeof settings.retryDelays === "function" ? settings.retryDelays(run.attempt) : undefined;
  if (run.isDropped) return true;
  const decision = proposeForTask(run, failed, taskFacts(run, false, isRetriable, delayMs));
  if (decision.kind !== "reject") {
    logFinalFailure(run, failed, isRetriable);
    await endTask(run, { ...ending, message: failed.message }, context, failed);
    return true;
  }
  enterTaskState(run, decision.state, data);
  logRetry(run, failed, decision.state);
  if (settings.hooks.onRetry.length > 0) await taskHooks(run, settings.hooks.onRetry, context);
  if (decision.state.type !== "SCHEDULED") return false;
  return !(await startAgain(run));
}

/** Waits until the rules let the run start again. False: it was stopped meanwhile. */
async function startAgain(run: TaskRun): Promise<boolean> {
  for (;;) {
    const running: RunState = { type: "RUNNING", name: "Running", at: 0, message: null };
    const decision = proposeForTask(run, running, taskFacts(run, false));
    if (decision.kind === "accept") {
      enterTaskState(run, decision.state);
      return true;
    }
    if (decision.kind !== "wait") return false;
    const wasStopped = await waitUntil(run, decision.delayMs);
    if (run.isDropped) return false;
    if (wasStopped) {
      await cancelTask(run);
      return false;
    }
  }
}

/** Asks `retryIf`. One that throws is logged and counts as a no. */
async function isWanted(run: TaskRun, call: TaskCall, error: unknown, failed: FailedState, data: StateData): Promise<boolean> {
  const { retryIf } = call.definition.settings;
  if (retryIf === undefined) return true;
  try {
    return (await retryIf(error, { attempt: run.attempt, state: run.describe(failed, data) })) === true;
  } catch (thrown) {
    run.root.logError(`The function 'retryIf' of ${run.name} threw, so there is no retry`, thrown, run.about);
    return false;
  }
}

function logRetry(run: TaskRun, failed: FailedState, next: RunState): void {
  const retries = taskFacts(run, false).retries;
  const delayMs = next.type === "SCHEDULED" ? (next.scheduledAt - next.at) / 1_000 : 0;
  const when = delayMs > 0 ? `will start ${formatDuration(delayMs)} from now` : "will start immediately";
  run.root.log("warn", `Task run failed with ${failed.message} - Retry ${run.attempt}/${retries} ${when}`, run.about);
}

function logFinalFailure(run: TaskRun, failed: FailedState, isRetriable: boolean): void {
  const { retries } = taskFacts(run, false);
  const left = retries - run.attempt + 1;
  const why = retries === 0 ? "" : left <= 0 ? " - Retries are exhausted" : isRetriable ? "" : " - It is not to be retried";
  run.root.log("error", `Task run failed with ${failed.message}${why}`, run.about);
}

async function taskHooks(run: TaskRun, hooks: readonly TaskHook[], context: RunContext): Promise<void> {
  await callHooks(hooks, { name: run.definition.name }, taskRunInfo(run), run.publicState(), run.about, context);
}
