/**
 * One flow run, root or child, from Pending to its final state.
 *
 * B1. A flow ends when its function and all its task runs are done.
 * B2. An attempt after the first finds what completed before it (`replay.ts`).
 * B3. A stop (a cancel, a file that cannot be written) ends the run even if its code goes on: after a grace time its
 *     unfinished task runs are ended for it and what they still give is dropped.
 */
import type { Timer } from "../../core/base/clock.ts";
import { formatDuration, formatSeconds } from "../../core/base/duration.ts";
import { CancelledError, FlowTimeoutError, ParameterValidationError, PausedTimeoutError } from "../../core/protocol/errors.ts";
import { foldRecords } from "../../core/records/fold.ts";
import type { FailedState, RunState } from "../../core/states/run-state.ts";
import { readRecords } from "../../journal/run-reader.ts";
import { runName } from "../definition/run-name.ts";
import { FlowScope } from "../transactions/scope.ts";
import type { StateData } from "../state/state.ts";
import { Attempt } from "./attempt.ts";
import { callCancelHooks } from "./cancel-hooks.ts";
import { cancelledMessage, leftBehindMessage, stopGraceMs } from "./cancel.ts";
import { closeRoot } from "./close-root.ts";
import type { RunContext } from "./context.ts";
import { dropPending } from "./drop.ts";
import { completeFlow, endFlow, flowHooks, recordFlow, warnOfUnawaited } from "./flow-end.ts";
import { flowFacts } from "./flow-facts.ts";
import type { FlowRun } from "./flow-run.ts";
import { generatorBody } from "./items/generator-body.ts";
import { callWithin, timedOut } from "./limits.ts";
import { OriginReplay } from "./origin.ts";
import { Replay } from "./replay.ts";
import { endingOf, type Ending } from "./returned.ts";
import { describeFailure, enterFlowState, failureFields, proposeForFlow } from "./transition.ts";
import { userErrorRecord } from "./user-error.ts";
import { hasBeenCalled } from "./outside-arguments.ts";
import { validateArguments } from "./validate.ts";
import { waitUntil } from "./wait-until.ts";

export async function runFlow(run: FlowRun, given: readonly unknown[], start: "first" | "again", outer: RunContext | undefined): Promise<void> {
  const { root } = run;
  root.activeFlowRuns.add(run);
  run.args = given;
  run.origin = outer?.flow?.origin ?? originOf(run);
  try {
    const args = await checkedArguments(run, given);
    if (start === "first") recordFlow(run);
    else beginAgain(run, outer);
    if (args instanceof ParameterValidationError) return await refuse(run, args);
    nameRun(run);
    await runAttempts(run, args, outer);
  } catch (error) {
    // A name function that throws, a file that cannot be written: the run fails before its function is called.
    await endFlow(run, { kind: "failed", error, name: "Failed", message: null, own: null });
  } finally {
    if (run.tracking === null) await root.cancelHooks;
    root.activeFlowRuns.delete(run);
    run.workers?.close();
    if (run.tracking === null) closeRoot(run);
    else if (root.failure === null) await root.written();
  }
}

async function checkedArguments(run: FlowRun, given: readonly unknown[]): Promise<readonly unknown[] | ParameterValidationError> {
  const { outside, earlier } = run.root.parts;
  const { schema, validatesParameters } = run.definition.settings;
  const isRoot = run.tracking === null;
  // Checked once: a schema that turns text into a number would refuse the number.
  if (isRoot && earlier !== null && hasBeenCalled(earlier)) return given;
  const isBySignature = schema === undefined && validatesParameters;
  if (isRoot && isBySignature && outside.invalid.length > 0) return new ParameterValidationError(outside.invalid);
  try {
    const args = await validateArguments(run.definition, given, isRoot ? outside.coerced : null);
    run.args = args;
    return args;
  } catch (error) {
    if (error instanceof ParameterValidationError) return error;
    throw error;
  }
}

/** Recorded, and failed before it started: its start is its end. */
async function refuse(run: FlowRun, error: ParameterValidationError): Promise<void> {
  await endFlow(run, { kind: "failed", error, name: "Failed", message: error.message, own: null });
}

function nameRun(run: FlowRun): void {
  const { runName: template } = run.definition.settings;
  if (template === undefined || run.attempt > 1) return;
  const name = runName("flowRunName", template, run.parameters);
  run.name = name;
  run.root.write({ k: "set", run: run.number, name });
}

/** A resume, or a child flow that is called again by a parent's next attempt. */
function beginAgain(run: FlowRun, outer: RunContext | undefined): void {
  // A root run that is resumed has been read a moment ago.
  run.replay = outer?.flow?.replay ?? new Replay(run.root.parts.earlier ?? readBack(run));
  nextAttempt(run, "resume");
  const resuming: RunState = { type: "SCHEDULED", name: "Resuming", at: 0, message: null, scheduledAt: run.root.clock.nowUs() };
  const decision = proposeForFlow(run, resuming, { ...flowFacts(run), isRetryRequested: true });
  if (decision.kind === "reject" && decision.state.type === "FAILED") throw new PausedTimeoutError("suspended");
  if (decision.kind === "accept") enterFlowState(run, decision.state);
  enterFlowState(run, { type: "PENDING", name: "Pending", at: 0, message: null });
}

function nextAttempt(run: FlowRun, cause: "retry" | "resume"): void {
  run.attempt += 1;
  run.root.write({ k: "attempt", run: run.number, attempt: run.attempt, cause });
}

/** The flow's own retry: what it called before is looked for below its call, whether or not the flow around it is replayed. */
function replayOwn(run: FlowRun): void {
  run.replay = new Replay(readBack(run));
  if (run.tracking !== null) run.tracking.path = run.replay.pathOf(run.tracking.number);
  run.origin = originOf(run);
}

/** Calls of the run that this one repeats, none of them made yet. */
function originOf({ root }: FlowRun): OriginReplay | null {
  const origin = root.parts.repeats?.origin ?? null;
  return origin === null ? null : new OriginReplay(origin);
}

/** The run as its file tells it, everything up to now included. */
function readBack(run: FlowRun): ReturnType<typeof foldRecords> {
  run.root.writer.flush();
  return foldRecords(readRecords(Buffer.from(run.root.storage.readRecords())).records);
}

async function runAttempts(run: FlowRun, args: readonly unknown[], outer: RunContext | undefined): Promise<void> {
  const running: RunState = { type: "RUNNING", name: "Running", at: 0, message: null };
  // It was told to cancel before it began.
  if (isStoppedByCancel(run)) return await endFlow(run, cancelledEnding(run));
  const first = proposeForFlow(run, running, flowFacts(run));
  enterFlowState(run, first.kind === "accept" ? first.state : running);
  for (;;) {
    await run.root.written();
    const ending = await callFlow(run, args, outer);
    if (run.isDropped || ending === "suspended") return;
    if (ending.kind !== "failed") {
      await (ending.kind === "completed" ? completeFlow(run, ending) : endFlow(run, ending));
      break;
    }
    const isRetried = await retry(run, ending);
    if (!isRetried) break;
  }
  warnOfUnawaited(run);
}

/** Calls the function once, in a context of its own, until it and its task runs are done or the run is stopped. */
async function callFlow(run: FlowRun, args: readonly unknown[], outer: RunContext | undefined): Promise<Ending | "suspended"> {
  const { root } = run;
  const { settings, fn, isGenerator } = run.definition;
  const attempt = new Attempt(outer?.attempt ?? null);
  run.attemptNow = attempt;
  const scope = outer === undefined || outer.scope === null ? null : new FlowScope(outer.scope);
  const context: RunContext = { root, flow: run, task: null, attempt, tags: run.tags, logPrints: settings.logPrints, scope };
  await flowHooks(run, "onRunning", context);
  const body = isGenerator ? generatorBody(fn, run.stream, attempt) : fn;
  const call = async (): Promise<unknown> => {
    try {
      return await root.context.run(context, body, ...args);
    } finally {
      await run.whenIdle();
      run.isCalling = false;
    }
  };
  run.isCalling = true;
  const called = settings.timeoutMs === 0 ? call() : callWithin(root.clock, settings.timeoutMs, attempt, call);
  const stop = whenStopped(run, attempt, called);
  try {
    const value = await Promise.race([called, stop.stopped, run.pauses.expiry(), run.pauses.suspension()]);
    if (run.isSuspended) return "suspended";
    return isStoppedByCancel(run) ? cancelledEnding(run) : await endingOf(value);
  } catch (error) {
    return endingByThrow(run, error);
  } finally {
    stop.forget();
    attempt.end();
    run.pauses.close();
    // Nothing has ended: what was not brought to an end is called again.
    if (run.isSuspended) leaveAsIs(run);
    else await leaveNothing(run);
  }
}

/** What its code still gives is dropped, without a word in the file: another process calls it again. */
function leaveAsIs(run: FlowRun): void {
  for (const task of run.pending.toArray()) {
    task.isDropped = true;
    task.attemptNow?.end();
  }
}

async function leaveNothing(run: FlowRun): Promise<void> {
  dropPending(run, isStoppedByCancel(run) ? leftBehindMessage(run.root) : "The flow run ended before this task run did.");
  if (run.openTransactions.size > 0) await undoOpen(run);
}

function endingByThrow(run: FlowRun, error: unknown): Ending {
  if (isStoppedByCancel(run)) return cancelledEnding(run);
  if (error instanceof PausedTimeoutError) return { kind: "failed", error, name: "Failed", message: error.message, own: null };
  if (error !== timedOut) return { kind: "failed", error, name: "Failed", message: null, own: null };
  const timeout = new FlowTimeoutError(formatSeconds(run.definition.settings.timeoutMs));
  return { kind: "failed", error: timeout, name: "TimedOut", message: timeout.message, own: null };
}

function isStoppedByCancel({ root }: FlowRun): boolean {
  return root.cancelReason !== null && root.failure === null;
}

function cancelledEnding({ root, isCalling }: FlowRun): Extract<Ending, { kind: "other" }> {
  return { kind: "other", type: "CANCELLED", error: new CancelledError(root.cancelReason ?? undefined), name: "Cancelled", message: cancelledMessage(root, isCalling), own: null };
}

/** What its function has begun and not brought to an end, being out of time or stopped; then the hooks have a time of grace too. */
async function undoOpen(run: FlowRun): Promise<void> {
  const undone = Promise.all([...run.openTransactions].map((node) => node.undo()));
  if (!run.root.isStopped) return void (await undone);
  let timer: Timer | undefined;
  const grace = new Promise<"late">((resolve) => {
    timer = run.root.clock.startTimer(stopGraceMs, () => resolve("late"));
  });
  if ((await Promise.race([undone, grace])) === "late") run.root.log("error", "Rollback hooks have not ended in time; the run ends without them.", run.about);
  timer?.cancel();
}

interface Stop {
  /** Rejects only if the run is told to stop: when its code has stopped too, or the grace time is over. */
  readonly stopped: Promise<never>;
  forget(): void;
}

function whenStopped(run: FlowRun, attempt: Attempt, called: Promise<unknown>): Stop {
  let forget = (): void => undefined;
  const reason = new Promise<Error>((resolve) => {
    forget = run.root.onStop(resolve);
  });
  return { stopped: reason.then((error) => stopFlow(run, attempt, error, called)), forget: () => forget() };
}

async function stopFlow(run: FlowRun, attempt: Attempt, reason: Error, called: Promise<unknown>): Promise<never> {
  // Its code does not wait for the hooks, which may take their time, or never end.
  if (isStoppedByCancel(run)) callCancelHooks(run);
  attempt.abort(reason);
  for (const task of run.pending.toArray()) task.stop?.(reason);
  const graceMs = isStoppedByCancel(run) ? stopGraceMs : 0;
  let timer: Timer | undefined;
  const grace = new Promise<void>((resolve) => {
    timer = run.root.clock.startTimer(graceMs, resolve);
  });
  await Promise.race([called.catch(() => undefined), grace]);
  timer?.cancel();
  throw reason;
}

/** Asks the rules; true when the function is to be called again, false when the run has failed for good. */
async function retry(run: FlowRun, ending: Extract<Ending, { kind: "failed" }>): Promise<boolean> {
  const fields = failureFields(ending.error, userErrorRecord(ending.error));
  const failed: FailedState = { type: "FAILED", name: ending.name, at: run.root.clock.nowUs(), message: ending.message ?? fields.message, error: fields.error };
  const data: StateData = { kind: "value", value: ending.error };
  const isHopeless = run.root.failure !== null || run.stream?.isTurnedDown === true;
  const decision = proposeForFlow(run, failed, isHopeless ? { ...flowFacts(run), retries: 0 } : flowFacts(run));
  if (decision.kind !== "reject" || decision.state.type !== "SCHEDULED") {
    run.root.log("error", `Flow run failed with ${describeFailure(failed)}`, run.about);
    await endFlow(run, ending, failed);
    return false;
  }
  enterFlowState(run, decision.state, data);
  const delayMs = (decision.state.scheduledAt - decision.state.at) / 1_000;
  run.root.log("warn", `Flow run failed with ${describeFailure(failed)} - Retry ${run.triesSinceStart}/${run.definition.settings.retries} will start ${delayMs > 0 ? `${formatDuration(delayMs)} from now` : "immediately"}`, run.about);
  return await startAgain(run);
}

async function startAgain(run: FlowRun): Promise<boolean> {
  for (;;) {
    const decision = proposeForFlow(run, { type: "RUNNING", name: "Running", at: 0, message: null }, flowFacts(run));
    if (decision.kind === "accept") {
      run.triesSinceStart += 1;
      replayOwn(run);
      nextAttempt(run, "retry");
      enterFlowState(run, decision.state);
      return true;
    }
    if (decision.kind !== "wait") return false;
    const forget = run.root.onStop((reason) => run.stop?.(reason));
    const wasStopped = await waitUntil(run, decision.delayMs);
    forget();
    if (wasStopped) {
      await endFlow(run, cancelledEnding(run));
      return false;
    }
  }
}
