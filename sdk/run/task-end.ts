/** How a task run ends: its last record, its hooks, and the word to whoever waits. */
import type { UpstreamTaskError } from "../../core/protocol/errors.ts";
import { CancelledError, FailedRunError } from "../../core/protocol/errors.ts";
import { encodeDone } from "../../core/records/encode.ts";
import type { CrashedState, FailedState, RunState } from "../../core/states/run-state.ts";
import type { StoredValue } from "../../core/states/stored-value.ts";
import { releaseKey } from "../cache/key-turn.ts";
import { encodeResult } from "./result.ts";
import { taskRunInfo } from "./info.ts";
import type { StateData } from "../state/state.ts";
import { HookAttempt } from "./attempt.ts";
import type { RunContext } from "./context.ts";
import { callHooks } from "./hooks.ts";
import type { Ending } from "./returned.ts";
import { closeRoot } from "./close-root.ts";
import { TaskFuture } from "./task-future.ts";
import type { TaskRun } from "./task-run.ts";
import { endFacts, endTaskIn, failureFields, proposeForTask } from "./transition.ts";
import { userErrorRecord } from "./user-error.ts";

/**
 * Records the end. `failed`: the state that the rules have accepted already.
 *
 * @throws StoreUnwritableError for a result that cannot be kept: the run has not ended.
 */
export function recordEnd(run: TaskRun, ending: Ending, failed?: FailedState | CrashedState): void {
  if (ending.kind === "completed") return recordCompletion(run, ending);
  const data: StateData = ending.error === undefined ? { kind: "none" } : { kind: "value", value: ending.error };
  const hasEnded = endTaskIn(run, failed ?? toRunState(ending), data, ending.own);
  if (hasEnded && run.state.type === "FAILED") run.root.failedTasks += 1;
}

function recordCompletion(run: TaskRun, ending: Extract<Ending, { kind: "completed" }>): void {
  const { root } = run;
  const result = encodeResult(run, ending.value);
  const { stored, isRecorded } = result;
  if (run.caching !== null) run.caching.result = result;
  const data: StateData = { kind: "value", value: ending.value };
  root.rememberProduct(ending.value, run.number, isRecorded);
  if (ending.own !== null || ending.message !== null) {
    const kept = stored === undefined ? {} : { result: JSON.parse(stored) as StoredValue };
    endTaskIn(run, { type: "COMPLETED", name: ending.name, at: 0, message: ending.message, ...kept }, data, ending.own);
    return;
  }
  const at = root.writer.tick();
  const state: RunState = { type: "COMPLETED", name: "Completed", at, message: null };
  if (proposeForTask(run, state, endFacts).kind !== "accept") return;
  root.writer.write(at, encodeDone(run.number, stored));
  run.enter(state, data);
}

/** A run whose call could not even be prepared: its name function threw, say. */
export function failTask(run: TaskRun, error: unknown): void {
  const fields = failureFields(error, userErrorRecord(error));
  const failed: FailedState = { type: "FAILED", name: "Failed", at: 0, ...fields };
  endTaskIn(run, failed, { kind: "value", value: error });
  run.root.failedTasks += 1;
  finishTask(run);
}

/** A run that can never start, by no fault of its function: slots that it needs can never be had. */
export function crashTask(run: TaskRun, error: unknown): void {
  const fields = failureFields(error, userErrorRecord(error));
  run.root.log("error", `Crash detected! ${fields.message}`, run.about);
  const crashed: CrashedState = { type: "CRASHED", name: "Crashed", at: 0, ...fields };
  endTaskIn(run, crashed, { kind: "value", value: error });
  run.root.failedTasks += 1;
  finishTask(run);
}

/** An upstream did not complete: the run stays Pending, named NotReady, and counts as done. */
export function notReady(run: TaskRun, error: UpstreamTaskError): void {
  // Where all is cancelled it is no failure of an upstream that keeps it from its start.
  if (run.root.cancelReason !== null) return cancelTask(run);
  const state: RunState = { type: "PENDING", name: "NotReady", at: 0, message: error.message };
  endTaskIn(run, state, { kind: "value", value: error });
  finishTask(run);
}

/** Ends a run that has been told to stop. */
export function cancelTask(run: TaskRun): void {
  const state: RunState = { type: "CANCELLED", name: "Cancelled", at: 0, message: run.root.cancelReason };
  endTaskIn(run, state, { kind: "value", value: new CancelledError(run.root.cancelReason ?? undefined) });
  finishTask(run);
}

/** The end has been decided and recorded; it is told once the record is in the file (J3). */
export function finishTask(run: TaskRun): void {
  run.root.writer.whenKept(() => {
    settle(run);
    if (run.flow === null && run.parent === null) closeRoot(run);
  });
}

/** Tells everyone who waits for the run. For the tracking run of a child flow too. */
export function settle(run: TaskRun): void {
  run.holder.delete(run);
  run.scope?.block?.leave(run);
  leavePlace(run);
  if (run.caching !== null && !run.caching.isStaged) releaseKey(run, run.caching);
  run.flow?.forget(run);
  run.attemptNow = null;
  if (run.state.type === "COMPLETED") TaskFuture.fulfil(run.future, run.result);
  else TaskFuture.fail(run.future, failureOf(run, run.data));
  run.announceDone();
}

function leavePlace(run: TaskRun): void {
  const { slots, remote, hold } = run;
  run.slots = null;
  run.hold = null;
  hold?.release();
  if (remote === null) slots?.free();
  else void remote.release().then(() => slots?.free());
}

function failureOf(run: TaskRun, data: StateData): unknown {
  if (data.kind === "value" && data.value instanceof Error) return data.value;
  if (run.state.type === "CANCELLED") return new CancelledError(run.state.message ?? undefined);
  const value: unknown = data.kind === "value" ? data.value : undefined;
  return value === undefined || typeof value === "string"
    ? new FailedRunError(value ?? run.state.message ?? `The run ended as ${run.state.name}.`)
    : value;
}

export function toRunState(ending: Exclude<Ending, { kind: "completed" }>): RunState {
  const { name, message } = ending;
  const record = ending.error === undefined ? {} : { error: userErrorRecord(ending.error) };
  const type = ending.kind === "failed" ? "FAILED" : ending.kind === "crashed" ? "CRASHED" : ending.type;
  switch (type) {
    case "FAILED":
    case "CRASHED":
      return { type, name, at: 0, message, ...record };
    case "SCHEDULED":
      return { type, name, at: 0, message, scheduledAt: 0 };
    case "PAUSED":
      return { type, name, at: 0, message, timeoutAt: 0, suspended: false };
    default:
      return { type, name, at: 0, message };
  }
}

/** What they print is the task run's, though its attempt is over. */
export async function endHooks(run: TaskRun, kind: "onCompleted" | "onFailed", context: RunContext): Promise<void> {
  if (run.definition.kind !== "task") return;
  const hooks = run.definition.settings.hooks[kind];
  if (hooks.length > 0) await callHooks(hooks, { name: run.definition.name }, taskRunInfo(run), run.publicState(), run.about, { ...context, attempt: new HookAttempt(null) });
}
