/**
 * The attempts of one task run: call, judge, and again while the rules grant retries.
 *
 * A1. The function is called only after the record of its start is in the file (J3).
 * A2. An attempt ends once; what its function gives later is dropped.
 * A3. Whether and when a failure is tried again is the rules' decision; user code (`retryIf`, a delay function) is
 *     asked only while retries are left.
 * A4. A result that the disk does not take is shown to nobody: a flow that went on with it would lose it on a resume.
 */
import { AsyncResource } from "node:async_hooks";
import { formatDuration, formatSeconds } from "../../core/base/duration.ts";
import { hasCode, TaskTimeoutError } from "../../core/protocol/errors.ts";
import { hasRetriesLeft } from "../../core/rules/task-retries.ts";
import type { TaskDefinition } from "../definition/definition.ts";
import type { TaskHook } from "../definition/task-options.ts";
import { failScope, joinTransaction, needsTransaction } from "../transactions/join.ts";
import { TaskScope } from "../transactions/scope.ts";
import type { CrashedState, FailedState, RunState } from "../../core/states/run-state.ts";
import type { StateData } from "../state/state.ts";
import { taskRunInfo } from "./info.ts";
import { Attempt } from "./attempt.ts";
import { TaskContext, type RunContext } from "./context.ts";
import { callHooks } from "./hooks.ts";
import { generatorBody } from "./items/generator-body.ts";
import { callWithin, timedOut } from "./limits.ts";
import { WorkerLost, type Remote } from "./remote.ts";
import { endingOf, plainEnding, type Ending } from "./returned.ts";
import { cancelTask, endHooks, failTask, finishTask, recordEnd } from "./task-end.ts";
import { taskFacts } from "./task-facts.ts";
import type { TaskRun } from "./task-run.ts";
import { describeFailure, enterTaskState, failureFields, proposeForTask } from "./transition.ts";
import { userErrorRecord } from "./user-error.ts";
import { waitUntil } from "./wait-until.ts";

/**
 * The run has entered Running: calls its function once the record of that is in the file. `caller` is where the call was
 * made, so that what user code keeps by async context (a trace, a request) is there in the function as in any other.
 */
export function beginAttempts(run: TaskRun, definition: TaskDefinition, context: RunContext | undefined, caller: AsyncResource): void {
  run.root.writer.whenWritten(() => void caller.runInAsyncScope(runAttempts, undefined, run, definition, context));
}

/** The async context of here. It is freed as any object is. */
export function callerHere(): AsyncResource {
  return new AsyncResource("millrace.call", { requireManualDestroy: true });
}

async function runAttempts(run: TaskRun, definition: TaskDefinition, context: RunContext | undefined): Promise<void> {
  const { root, args } = run;
  const { settings, fn, isGenerator } = definition;
  for (;;) {
    if (run.isDropped) return;
    run.attempt += 1;
    const attempt = new Attempt(context?.attempt ?? null);
    run.attemptNow = attempt;
    const inner = new TaskContext(run, attempt, context?.tags ?? [], settings.logPrints, new TaskScope(run));
    if (settings.hooks.onRunning.length > 0) await taskHooks(run, settings.hooks.onRunning, inner);
    const body = isGenerator ? generatorBody(fn, run.stream, attempt) : fn;
    let ending: Ending;
    try {
      if (run.remote === null) {
        // In this frame rather than one of its own: every promise between a task and its function is paid 100,000 times.
        const value: unknown =
          settings.timeoutMs === 0
            ? await root.context.run(inner, body, ...args)
            : await callWithin(root.clock, settings.timeoutMs, attempt, () => root.context.run(inner, body, ...args));
        ending = plainEnding(value) ?? (await endingOf(value));
      } else ending = await remoteEnding(run.remote, inner, args, settings.timeoutMs);
    } catch (error) {
      ending = endingByThrow(run, definition, error);
    }
    attempt.end();
    if (ending.kind !== "completed") await failScope(inner.scope);
    if (run.isDropped) return;
    if (ending.kind === "failed" || ending.kind === "crashed") {
      if (await fail(run, definition, ending, inner)) return;
      await root.written();
      continue;
    }
    try {
      recordEnd(run, ending);
    } catch (error) {
      return unkept(run, error);
    }
    if (ending.kind === "completed" && settings.hooks.onCompleted.length > 0) await endHooks(run, "onCompleted", inner);
    if (ending.kind === "completed") {
      if (run.caching !== null || needsTransaction(inner.scope, definition)) await joinTransaction(run, definition, inner.scope);
      else inner.scope.end("committed");
    }
    return finishTask(run);
  }
}

/**
 * Its result cannot be kept, for which the root run has been told to stop (A4): the flow run around it ends, and this one with
 * it. Without one nobody else would end it.
 */
function unkept(run: TaskRun, error: unknown): void {
  if (run.flow === null) failTask(run, error);
}

/** Calls the function where it is called, if that is not here. @throws what it throws, timedOut, WorkerLost */
async function remoteEnding(remote: Remote, context: TaskContext, args: readonly unknown[], timeoutMs: number): Promise<Ending> {
  const hopeless = await remote.ready();
  if (hopeless !== undefined) return hopeless;
  if (timeoutMs === 0) return await remote.call(context, args);
  return await callWithin(context.root.clock, timeoutMs, context.attempt, () => remote.call(context, args));
}

function endingByThrow(run: TaskRun, definition: TaskDefinition, error: unknown): Ending {
  if (error === timedOut) {
    const timeout = new TaskTimeoutError(run.definition.name, formatSeconds(definition.settings.timeoutMs));
    return { kind: "failed", error: timeout, name: "TimedOut", message: timeout.message, own: null };
  }
  if (error instanceof WorkerLost) return { kind: "crashed", error: error.error, name: "Crashed", message: error.error.message, own: null };
  const isCancel = run.root.cancelReason !== null && hasCode(error, "MILLRACE_CANCELLED");
  if (isCancel) return { kind: "other", type: "CANCELLED", error, name: "Cancelled", message: run.root.cancelReason, own: null };
  return { kind: "failed", error, name: "Failed", message: null, own: null };
}

async function fail(run: TaskRun, definition: TaskDefinition, ending: Extract<Ending, { kind: "failed" | "crashed" }>, context: RunContext): Promise<boolean> {
  const { settings } = definition;
  const { root } = run;
  const fields = failureFields(ending.error, userErrorRecord(ending.error));
  const isWorkerLost = ending.kind === "crashed";
  const failed: FailedState | CrashedState = { type: isWorkerLost ? "CRASHED" : "FAILED", name: ending.name, at: root.clock.nowUs(), message: ending.message ?? fields.message, error: fields.error };
  const data: StateData = { kind: "value", value: ending.error };
  const mayRetry = root.cancelReason === null && root.failure === null && run.remote?.isGone !== true && run.stream?.isTurnedDown !== true && hasRetriesLeft(taskFacts(run, false));
  const delayMs = mayRetry && (await isWanted(run, definition, ending.error, failed, data)) ? askDelay(run, definition) : null;
  const isRetriable = delayMs !== null;
  if (run.isDropped) return true;
  const decision = proposeForTask(run, failed, { ...taskFacts(run, false, isRetriable, delayMs ?? undefined), isWorkerLost });
  if (decision.kind !== "reject") {
    logFinalFailure(run, failed, isRetriable);
    recordEnd(run, { ...ending, message: failed.message }, failed);
    if (!isWorkerLost && settings.hooks.onFailed.length > 0) await endHooks(run, "onFailed", context);
    finishTask(run);
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
      cancelTask(run);
      return false;
    }
  }
}

/** Asks `retryIf`. One that throws is logged and counts as a no. */
async function isWanted(run: TaskRun, definition: TaskDefinition, error: unknown, failed: FailedState | CrashedState, data: StateData): Promise<boolean> {
  const { retryIf } = definition.settings;
  if (retryIf === undefined) return true;
  try {
    return (await retryIf(error, { attempt: run.attempt, state: run.describe(failed, data) })) === true;
  } catch (thrown) {
    run.root.logError(`The function 'retryIf' of ${run.name} threw, so there is no retry`, thrown, run.about);
    return false;
  }
}

/** Asks a delay function. `undefined`: the options tell. `null`: it threw, which is logged and counts as a no. */
function askDelay(run: TaskRun, definition: TaskDefinition): number | undefined | null {
  const { retryDelays } = definition.settings;
  if (typeof retryDelays !== "function") return undefined;
  try {
    return retryDelays(run.attempt);
  } catch (thrown) {
    run.root.logError(`The function 'retryDelay' of ${run.name} gave no delay, so there is no retry`, thrown, run.about);
    return null;
  }
}

function logRetry(run: TaskRun, failed: FailedState | CrashedState, next: RunState): void {
  const retries = taskFacts(run, false).retries;
  const delayMs = next.type === "SCHEDULED" ? (next.scheduledAt - next.at) / 1_000 : 0;
  const when = delayMs > 0 ? `will start ${formatDuration(delayMs)} from now` : "will start immediately";
  run.root.log("warn", `Task run failed with ${describeFailure(failed)} - Retry ${run.attempt}/${retries} ${when}`, run.about);
}

function logFinalFailure(run: TaskRun, failed: FailedState | CrashedState, isRetriable: boolean): void {
  const { retries } = taskFacts(run, false);
  const left = retries - run.attempt + 1;
  const why = retries === 0 ? "" : left <= 0 ? " - Retries are exhausted" : isRetriable ? "" : " - It is not to be retried";
  run.root.log("error", `Task run failed with ${describeFailure(failed)}${why}`, run.about);
}

async function taskHooks(run: TaskRun, hooks: readonly TaskHook[], context: RunContext): Promise<void> {
  await callHooks(hooks, { name: run.definition.name }, taskRunInfo(run), run.publicState(), run.about, context);
}
