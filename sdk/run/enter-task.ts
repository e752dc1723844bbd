/** How a task run enters Running: at once, or when there is a place for it in the task runner, or a worker. */
import { assertNever } from "../../core/base/assert-never.ts";
import type { TaskDefinition } from "../definition/definition.ts";
import type { Slots, Waiter } from "../runners/slots.ts";
import { enterPendingAgain, enterRunningAgain } from "./answer.ts";
import type { RunContext } from "./context.ts";
import type { RemotePlaces } from "./remote.ts";
import { beginAttempts, callerHere } from "./task-attempts.ts";
import type { TaskCall } from "./task-call.ts";
import { cancelTask, crashTask, failTask, finishTask, recordEnd } from "./task-end.ts";
import { writeKnown, writePending, writeStart, writeStarted, type TaskRecordParts } from "./task-records.ts";
import type { TaskRun } from "./task-run.ts";
import { limitsOf, takeSlots } from "./task-slots.ts";

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
  const { run, call, slots, workers } = start;
  if (run.root.cancelReason !== null) return stayOut(run, parts, again);
  const limits = limitsOf(run, call.definition);
  if (workers !== null || limits !== null || isHeld(run) || (slots !== null && !slots.tryTake())) waitForPlace(start, limits, parts, again);
  else begin(start, parts, again);
}

/** What it waited for came when its run was told to cancel already. */
function stayOut(run: TaskRun, parts: TaskRecordParts, again: string | null): void {
  if (again !== null) enterPendingAgain(run, again);
  else if (!run.isRecorded) writePending(run, parts);
  cancelTask(run);
}

/** Whether it was called by the function of a flow run that is paused. What runs under way call starts: they could not end else. */
function isHeld({ parent, flow }: TaskRun): boolean {
  return parent === null && flow !== null && flow.pauses.isHolding;
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

function waitForPlace({ run, call, context, slots, workers }: Start, limits: readonly string[] | null, parts: TaskRecordParts, again: string | null): void {
  const held = isHeld(run) ? { ...parts, why: "Waits until its flow run, which is paused, goes on." } : parts;
  if (again !== null) enterPendingAgain(run, again);
  else if (run.isRecorded) writeKnown(run, held);
  else writePending(run, held);
  const waiting = new WaitingRun(run, call.definition, context, { slots, workers, limits }, again !== null);
  if (slots === null) waiting.onPlace();
  else slots.take(waiting);
}

/** What a run waits for, in this order: a place, a worker, slots of limits. Only who can start at once holds those. */
interface Awaited {
  readonly slots: Slots | null;
  readonly workers: RemotePlaces | null;
  readonly limits: readonly string[] | null;
}

/** A run that waits: no more than it needs then, since ten thousand may wait. */
class WaitingRun implements Waiter {
  readonly #run: TaskRun;
  readonly #definition: TaskDefinition;
  readonly #context: RunContext | undefined;
  /** A place comes free where another run ends. */
  readonly #caller = callerHere();
  readonly #awaited: Awaited;
  /** Whether it is the run of an earlier attempt. */
  readonly #isAgain: boolean;

  constructor(run: TaskRun, definition: TaskDefinition, context: RunContext | undefined, awaited: Awaited, isAgain: boolean) {
    this.#run = run;
    this.#definition = definition;
    this.#context = context;
    this.#awaited = awaited;
    this.#isAgain = isAgain;
  }

  onPlace(): void {
    const run = this.#run;
    const { slots } = this.#awaited;
    if (run.isDropped) return void slots?.free();
    run.slots = slots;
    if (isHeld(run)) run.flow?.pauses.whenGoingOn(() => this.#goOn());
    else this.#goOn();
  }

  #goOn(): void {
    const run = this.#run;
    const { workers, limits } = this.#awaited;
    // Whoever dropped it has given its place back.
    if (run.isDropped) return;
    if (run.root.cancelReason !== null) cancelTask(run);
    else if (workers === null && limits === null) this.#start();
    else void this.#startLater(workers, limits);
  }

  #start(): void {
    if (this.#isAgain) enterRunningAgain(this.#run);
    else writeStart(this.#run);
    beginAttempts(this.#run, this.#definition, this.#context, this.#caller);
  }

  async #startLater(workers: RemotePlaces | null, limits: readonly string[] | null): Promise<void> {
    if (workers !== null && !(await this.#hasWorker(workers))) return;
    if (limits !== null && !(await this.#hasSlots(limits))) return;
    this.#start();
  }

  /** It runs from when its function can be called: what it takes to start a worker is no part of it, nor of its timeout. */
  async #hasWorker(workers: RemotePlaces): Promise<boolean> {
    const run = this.#run;
    const remote = await workers.open(run);
    if (run.isDropped) return false;
    run.remote = remote;
    const ending = await remote.ready();
    if (run.isDropped) return false;
    if (ending === undefined) return true;
    if (ending.kind === "failed") failTask(run, ending.error);
    else {
      recordEnd(run, ending);
      finishTask(run);
    }
    return false;
  }

  /** Nor is the wait for slots. */
  async #hasSlots(limits: readonly string[]): Promise<boolean> {
    const run = this.#run;
    const taken = await takeSlots(run, limits);
    if (run.isDropped) return false;
    switch (taken.kind) {
      case "held":
        return true;
      case "stopped":
        cancelTask(run);
        return false;
      case "failed":
        crashTask(run, taken.error);
        return false;
      default:
        assertNever(taken, "slots");
    }
  }
}
