/**
 * From a call to a running task: upstreams, on a retry of the flow or a resume the search for what the call did
 * before, a place in the task runner, the start. What follows is in `task-attempts.ts`.
 */
import { ImportedNotRun, MissingContextError } from "../../core/protocol/errors.ts";
import type { RunState } from "../../core/states/run-state.ts";
import type { TaskDefinition } from "../definition/definition.ts";
import { runName } from "../definition/run-name.ts";
import { joinTransaction, needsTransaction } from "../transactions/join.ts";
import { TaskScope } from "../transactions/scope.ts";
import type { Slots, Waiter } from "../runners/slots.ts";
import type { Remote, RemotePlaces } from "./remote.ts";
import { sharedState } from "../shared-state.ts";
import { ambientTags } from "../tags.ts";
import { answerItems, forgetAnswer } from "./items/answer-items.ts";
import { taskItems } from "./items/item-source.ts";
import { answerFromRecord, enterPendingAgain, enterRunningAgain, newCall, type Answer } from "./answer.ts";
import { currentContext, type RunContext } from "./context.ts";
import { encodeInputs } from "./inputs.ts";
import { openRoot } from "./open-root.ts";
import { isDependent, prepareCall, scanCall } from "./prepare-call.ts";
import { beginAttempts, callerHere } from "./task-attempts.ts";
import type { TaskCall } from "./task-call.ts";
import { cancelTask, failTask, finishTask, notReady, recordEnd } from "./task-end.ts";
import type { TaskFuture } from "./task-future.ts";
import { numberRun, writeKnown, writePending, writeStart, writeStarted, type TaskRecordParts } from "./task-records.ts";
import { TaskRun } from "./task-run.ts";
import type { Edge } from "./upstreams.ts";

/** A call on its way to its start. */
interface Start {
  readonly run: TaskRun;
  readonly call: TaskCall;
  readonly context: RunContext | undefined;
  readonly site: number | undefined;
  /** Where it needs a place; `null`: nowhere. */
  readonly slots: Slots | null;
  /** Where it needs a worker; `null`: nowhere. */
  readonly workers: RemotePlaces | null;
}

/** @throws CancelledError from an attempt that has ended. @throws MissingContextError for a submit outside of a run. */
export function startTask(call: TaskCall): TaskFuture {
  const context = currentContext();
  context?.attempt.assertGoingOn();
  if (context === undefined && call.via === "submit") throw new MissingContextError(`${call.definition.name}.submit`);
  if (context === undefined) refuseWhileImporting(call);
  const home = context?.root.parts.home;
  return context === undefined || home === undefined ? startTaskIn(call, context, null) : home.start(call, context);
}

/** In the process that owns the run. `remote`: its function is called there, in the place of the run that called it. */
export function startTaskIn(call: TaskCall, context: RunContext | undefined, remote: Remote | null): TaskFuture {
  const root = context?.root ?? openRoot(call.definition);
  const scan = scanCall(call, root);
  const run = createRun(call, context, root);
  run.remote = remote;
  const flow = call.via === "submit" && remote === null ? (context?.flow ?? null) : null;
  const workers = flow?.workers ?? null;
  // A run that is submitted by a task run shares that run's place, so that a limit cannot deadlock. A worker is a place of
  // its own for whoever holds none.
  const slots = context?.task === null || workers !== null ? (flow?.slots ?? null) : null;
  const start = { run, call, context, site: root.definitions.site(call.site), slots, workers };
  if (!isDependent(scan)) launch(start, scan.edges, call.args);
  else {
    // On a replay its number is known only once its inputs are.
    if (run.number !== 0) writePending(run, bareParts(start, scan.edges));
    void launchLater(start, scan);
  }
  return run.future;
}

function refuseWhileImporting({ definition }: TaskCall): void {
  const state = sharedState();
  if (!state.isImporting) return;
  state.hasRefusedCall = true;
  throw new ImportedNotRun(definition.name);
}

/** Before its first record. */
const unborn: RunState = { type: "PENDING", name: "Pending", at: 0, message: null };

function createRun({ definition, stream }: TaskCall, context: RunContext | undefined, root: TaskRun["root"]): TaskRun {
  const around = context?.tags ?? ambientTags();
  const run = new TaskRun({
    root,
    flow: context?.flow ?? null,
    parent: context?.task ?? null,
    definition,
    tags: definition.settings.tags.length === 0 ? around : [...new Set([...definition.settings.tags, ...around])],
    number: 0,
    state: unborn,
    scope: context?.scope ?? null,
  });
  if (stream !== undefined) run.stream = stream;
  if (run.flow === null || run.flow.replay === null) numberRun(run);
  run.holder.add(run);
  run.scope?.block?.enter();
  return run;
}

async function launchLater(start: Start, scan: Parameters<typeof prepareCall>[2]): Promise<void> {
  const { run, call } = start;
  const prepared = await prepareCall(run, call, scan);
  if (run.isDropped) return;
  const { edges } = prepared.scan;
  if (prepared.kind === "ready") return launch(start, edges, prepared.args);
  if (!run.isRecorded) writePending(run, bareParts(start, edges));
  if (prepared.kind === "failed") failTask(run, prepared.error);
  else notReady(run, prepared.error);
}

/** While its inputs are not known. */
function bareParts({ site }: Start, edges: readonly Edge[]): TaskRecordParts {
  return { edges, site, inputs: undefined, resumeKey: undefined };
}

/** All upstreams are done: looks for what came before, then starts, or waits for a place as Pending. */
function launch(start: Start, edges: readonly Edge[], args: readonly unknown[]): void {
  const { run, call, slots, workers } = start;
  run.args = args;
  let parts: TaskRecordParts;
  let answer: Answer;
  try {
    parts = describeCall(start, edges);
    answer = findAnswer(run, parts);
    if (answer.kind === "new" && call.definition.settings.runName !== undefined) {
      run.givenName = runName("taskRunName", call.definition.settings.runName, run.parameters);
    }
  } catch (error) {
    if (!run.isRecorded) writePending(run, bareParts(start, edges));
    return failTask(run, error);
  }
  if (run.stream !== null) run.stream.source = taskItems(run, run.stream);
  if (answer.kind === "answered") void answerCall(start, parts);
  else {
    const described = answer.kind === "new" && answer.why !== undefined ? { ...parts, why: answer.why } : parts;
    const again = answer.kind === "again" ? answer.why : null;
    if (workers === null && (slots === null || slots.tryTake())) enterRunning(start, described, again);
    else waitForPlace(start, described, again);
  }
}

/** A generator's items are given again as they are asked for; a wish for more than it was left with makes it run once more. */
async function answerCall(start: Start, parts: TaskRecordParts): Promise<void> {
  const { run } = start;
  if (run.stream === null || (await answerItems(run)) === "told") {
    // Unless it was committed then, it is part of the transaction that is around it now.
    if (!run.isCommitted && needsTransaction(run.scope, start.call.definition)) await joinTransaction(run, start.call.definition, new TaskScope(run));
    return finishTask(run);
  }
  if (run.isDropped) return;
  run.stream.source = taskItems(run, run.stream);
  enterRunning(start, parts, forgetAnswer(run));
}

function describeCall({ run, call, site }: Start, edges: readonly Edge[]): TaskRecordParts {
  const { settings, fn } = call.definition;
  const resumeKey = settings.resumeKey === undefined ? undefined : String(settings.resumeKey(run.parameters));
  return { edges, site, inputs: encodeInputs(fn, run.args, run.root), resumeKey };
}

function findAnswer(run: TaskRun, { inputs, resumeKey, site }: TaskRecordParts): Answer {
  const replay = run.flow?.replay ?? null;
  if (replay === null) return newCall;
  const answer = answerFromRecord(run, replay, inputs, resumeKey, site);
  if (answer.kind === "new") numberRun(run);
  return answer;
}

/** `why`: it is the run of an earlier attempt, and why it runs again. */
function enterRunning(start: Start, parts: TaskRecordParts, why: string | null): void {
  const { run, slots } = start;
  run.slots = slots;
  if (why !== null) {
    enterPendingAgain(run, why);
    enterRunningAgain(run);
  } else if (run.isRecorded) {
    writeKnown(run, parts);
    writeStart(run);
  } else writeStarted(run, parts);
  beginAttempts(run, start.call.definition, start.context, callerHere());
}

function waitForPlace({ run, call, context, slots, workers }: Start, parts: TaskRecordParts, why: string | null): void {
  if (why !== null) enterPendingAgain(run, why);
  else if (run.isRecorded) writeKnown(run, parts);
  else writePending(run, parts);
  slots?.take(new WaitingRun(run, call.definition, context, slots, workers, why !== null));
}

/** A run that waits for a place: no more than it needs then, since ten thousand may wait. */
class WaitingRun implements Waiter {
  readonly #run: TaskRun;
  readonly #definition: TaskDefinition;
  readonly #context: RunContext | undefined;
  /** A place comes free where another run ends. */
  readonly #caller = callerHere();
  readonly #slots: Slots;
  readonly #workers: RemotePlaces | null;
  /** Whether it is the run of an earlier attempt. */
  readonly #isAgain: boolean;

  constructor(run: TaskRun, definition: TaskDefinition, context: RunContext | undefined, slots: Slots, workers: RemotePlaces | null, isAgain: boolean) {
    this.#run = run;
    this.#definition = definition;
    this.#context = context;
    this.#slots = slots;
    this.#workers = workers;
    this.#isAgain = isAgain;
  }

  onPlace(): void {
    const run = this.#run;
    if (run.isDropped) return this.#slots.free();
    run.slots = this.#slots;
    if (run.root.cancelReason !== null) cancelTask(run);
    else if (this.#workers === null) this.#start();
    else void this.#startInWorker(this.#workers);
  }

  #start(): void {
    if (this.#isAgain) enterRunningAgain(this.#run);
    else writeStart(this.#run);
    beginAttempts(this.#run, this.#definition, this.#context, this.#caller);
  }

  /** It runs from when its function can be called: what it takes to start a worker is no part of it, nor of its timeout. */
  async #startInWorker(workers: RemotePlaces): Promise<void> {
    const run = this.#run;
    const remote = await workers.open(run);
    if (run.isDropped) return;
    run.remote = remote;
    const ending = await remote.ready();
    if (run.isDropped) return;
    if (ending === undefined) return this.#start();
    if (ending.kind === "failed") return failTask(run, ending.error);
    recordEnd(run, ending);
    finishTask(run);
  }
}
