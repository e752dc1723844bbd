/** How a task run enters Running: at once, or when there is a place for it in the task runner, or a worker. */
import type { TaskDefinition } from "../definition/definition.ts";
import type { Slots, Waiter } from "../runners/slots.ts";
import { enterPendingAgain, enterRunningAgain } from "./answer.ts";
import type { RunContext } from "./context.ts";
import type { RemotePlaces } from "./remote.ts";
import { beginAttempts, callerHere } from "./task-attempts.ts";
import type { TaskCall } from "./task-call.ts";
import { cancelTask, failTask, finishTask, recordEnd } from "./task-end.ts";
import { writeKnown, writePending, writeStart, writeStarted, type TaskRecordParts } from "./task-records.ts";
import type { TaskRun } from "./task-run.ts";

/** A call on its way to its start. */
export interface Start {
  readonly run: TaskRun;
  readonly call: TaskCall;
  readonly context: RunContext | undefined;
  readonly site: number | undefined;
  /** Where it needs a place; `null`: nowhere. */
  readonly slots: Slots | null;
  /** Where it needs a worker; `null`: nowhere. */
  readonly workers: RemotePlaces | null;
}

/** `again`: it is the run of an earlier attempt, and why it runs again. */
export function admit(start: Start, parts: TaskRecordParts, again: string | null): void {
  const { slots, workers } = start;
  if (workers !== null || (slots !== null && !slots.tryTake())) waitForPlace(start, parts, again);
  else begin(start, parts, again);
}

/** It has its place, or needs none. */
export function begin({ run, call, context, slots }: Start, parts: TaskRecordParts, again: string | null): void {
  run.slots = slots;
  enterRunning(run, parts, again);
  beginAttempts(run, call.definition, context, callerHere());
}

/** The records of it, with those that are missing before. */
export function enterRunning(run: TaskRun, parts: TaskRecordParts, again: string | null): void {
  if (again !== null) {
    enterPendingAgain(run, again);
    enterRunningAgain(run);
  } else if (run.isRecorded) {
    writeKnown(run, parts);
    writeStart(run);
  } else writeStarted(run, parts);
}

function waitForPlace({ run, call, context, slots, workers }: Start, parts: TaskRecordParts, again: string | null): void {
  if (again !== null) enterPendingAgain(run, again);
  else if (run.isRecorded) writeKnown(run, parts);
  else writePending(run, parts);
  slots?.take(new WaitingRun(run, call.definition, context, slots, workers, again !== null));
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
