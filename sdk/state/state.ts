import {
  CancelledError,
  CrashedError,
  FailedRunError,
  MissingResultError,
  PausedRunError,
  UnfinishedRunError,
} from "../../core/protocol/errors.ts";
import { isFinalType, type StateType } from "../../core/states/state-type.ts";
import { brand, isBranded } from "../brand.ts";

/** What a state carries besides its type: a value, whatever stands for a failure, or nothing. */
export type StateData =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "none" }
  | { readonly kind: "missing"; readonly reason: string };

export interface StateFields {
  readonly id: string;
  readonly type: StateType;
  readonly name: string;
  /** ISO 8601 with microseconds. */
  readonly timestamp: string;
  readonly message?: string | undefined;
  readonly why?: string | undefined;
  readonly flowRunId?: string | undefined;
  readonly taskRunId?: string | undefined;
  readonly childFlowRunId?: string | undefined;
  readonly data: StateData;
}

/** The state of a flow run or task run at one moment. Does not change; ask the future for a newer one. */
export class State<R = unknown> {
  /** Of this state, not of its run. */
  readonly id: string;
  /** What logic goes by; the name is for people. */
  readonly type: StateType;
  /** Usually one of the type's own names (`Completed`, `Cached`, …); a state that user code built may bear any. */
  readonly name: string;
  /** ISO 8601 with microseconds; strictly increasing within a run. */
  readonly timestamp: string;
  /** What happened, for people. `undefined` where the name says it all. */
  readonly message: string | undefined;
  /** One sentence that says why, where it is not plain. */
  readonly why: string | undefined;
  /** The flow run that it is a state of, or in which its task run is. `undefined` for a state that user code has built. */
  readonly flowRunId: string | undefined;
  /** The task run that it is a state of. */
  readonly taskRunId: string | undefined;
  /** The child flow run that its task run stands for. */
  readonly childFlowRunId: string | undefined;
  readonly #data: StateData;

  constructor(fields: StateFields) {
    this.id = fields.id;
    this.type = fields.type;
    this.name = fields.name;
    this.timestamp = fields.timestamp;
    this.message = fields.message;
    this.why = fields.why;
    this.flowRunId = fields.flowRunId;
    this.taskRunId = fields.taskRunId;
    this.childFlowRunId = fields.childFlowRunId;
    this.#data = fields.data;
    Object.defineProperty(this, brand.state, { value: fields.data });
  }

  /**
   * The run's result.
   *
   * @param options.raiseOnFailure default true: throw the error of a failed, crashed or cancelled run. False: give what
   * the state carries instead (the error itself, as a rule).
   * @throws UnfinishedRunError, PausedRunError when the run has not ended, whatever `raiseOnFailure` says.
   * @throws MissingResultError when the result was not persisted and is no longer in memory.
   */
  async result(options: { readonly raiseOnFailure?: boolean } = {}): Promise<R> {
    if (this.type === "PAUSED") throw new PausedRunError();
    if (!isFinalType(this.type)) throw new UnfinishedRunError(this.name);
    if (this.#data.kind === "missing") throw new MissingResultError(this.#subject(), this.#data.reason);
    const value = this.#data.kind === "value" ? this.#data.value : undefined;
    // What a state carries is what its run returned; the type of a failed one is checked by nobody.
    if (this.type === "COMPLETED") return value as R;
    if (options.raiseOnFailure === false) return (this.#data.kind === "none" ? this.#ownError() : value) as R;
    throw await this.#error(value);
  }

  /** Waits for a time: a retry's delay, a place under a limit, a schedule. */
  isScheduled(): boolean {
    return this.type === "SCHEDULED";
  }

  /** Has not started; `NotReady` when it never will, since an upstream failed. */
  isPending(): boolean {
    return this.type === "PENDING";
  }

  /** Its function is under way. */
  isRunning(): boolean {
    return this.type === "RUNNING";
  }

  /** Waits for a person. */
  isPaused(): boolean {
    return this.type === "PAUSED";
  }

  /** Has been told to stop, and has not yet. */
  isCancelling(): boolean {
    return this.type === "CANCELLING";
  }

  /** Ended well; `Cached` counts too. */
  isCompleted(): boolean {
    return this.type === "COMPLETED";
  }

  /** Ended with an error or a timeout. */
  isFailed(): boolean {
    return this.type === "FAILED";
  }

  /** Ended because someone asked for it. */
  isCancelled(): boolean {
    return this.type === "CANCELLED";
  }

  /** Ended because its process did, or something outside of its function. */
  isCrashed(): boolean {
    return this.type === "CRASHED";
  }

  /** Completed, failed, cancelled or crashed: nothing more happens unless someone retries or resumes the run. */
  isFinal(): boolean {
    return isFinalType(this.type);
  }

  async #error(value: unknown): Promise<unknown> {
    if (value instanceof Error) return value;
    if (isState(value)) return await errorOf(value);
    if (isStateList(value)) {
      const failed = value.find((state) => state.isFinal() && !state.isCompleted());
      if (failed !== undefined) return await errorOf(failed);
      return new TypeError("The state carries an iterable of states but none were failed.");
    }
    return this.#ownError(value);
  }

  #ownError(value?: unknown): Error {
    const message = typeof value === "string" ? value : (this.message ?? `The run ended as ${this.name}.`);
    if (this.type === "CANCELLED") return new CancelledError(message);
    if (this.type === "CRASHED") return new CrashedError(message);
    return new FailedRunError(message, value);
  }

  #subject(): string {
    if (this.taskRunId !== undefined) return `task run ${this.taskRunId}`;
    return this.flowRunId === undefined ? "the run" : `flow run ${this.flowRunId}`;
  }
}

export function isState(value: unknown): value is State {
  return isBranded(value, brand.state);
}

/** For the engine: what a state carries, whichever copy of the package it was built by. */
export function dataOf(state: State): StateData {
  return (state as State & { readonly [brand.state]: StateData })[brand.state];
}

export function isStateList(value: unknown): value is readonly State[] {
  return Array.isArray(value) && value.length > 0 && value.every(isState);
}

async function errorOf(state: State): Promise<unknown> {
  try {
    return await state.result();
  } catch (error) {
    return error;
  }
}
