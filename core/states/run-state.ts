import type { ErrorRecord } from "./error-record.ts";
import type { StateType } from "./state-type.ts";
import type { StoredValue } from "./stored-value.ts";

/**
 * The state of a flow run or task run as it is decided, recorded and folded.
 * Plain JSON; the `State` that users hold is made from it.
 */
export type RunState =
  | ScheduledState
  | PendingState
  | RunningState
  | PausedState
  | CancellingState
  | CompletedState
  | FailedState
  | CancelledState
  | CrashedState;

interface StateBase<Type extends StateType> {
  readonly type: Type;
  readonly name: string;
  /** Microseconds since the epoch; strictly increasing within a root run. */
  readonly at: number;
  readonly message: string | null;
  /** One sentence that says why the run is in this state, where that is not plain (a cache hit, a slot awaited). */
  readonly why?: string;
}

export interface ScheduledState extends StateBase<"SCHEDULED"> {
  /** When the run may start, in microseconds. */
  readonly scheduledAt: number;
}

export interface PendingState extends StateBase<"PENDING"> {
  /** The scheduled time it came from, so that starting early can still be refused; absent when there was none. */
  readonly scheduledAt?: number;
  /** The concurrency lease that it holds, carried along. */
  readonly leaseId?: string;
}

export type RunningState = StateBase<"RUNNING">;

export interface PausedState extends StateBase<"PAUSED"> {
  /** Microseconds; the pause fails when it is passed. 0: it waits for as long as it takes. */
  readonly timeoutAt: number;
  /** True for a suspended run: its process is gone and it is run again on resume. */
  readonly suspended: boolean;
  /** What it waits for; absent on a state that user code built. */
  readonly pause?: PauseRequest;
}

/** What a paused run waits for, as its `pause` or `suspend` was called. */
export interface PauseRequest {
  /** From 1, among the pauses of its flow run. */
  readonly number: number;
  /** Tells it from the other pauses of its flow run when the code is called again: made of its key, or of its ordinal. */
  readonly place: string;
  readonly key?: string;
  /** For people: what they are asked. */
  readonly description?: string;
  /** JSON Schema of the input that it wants, where the code tells it at run time. */
  readonly schema?: StoredValue;
  /** True where the code alone checks the input, by a schema of its own, which may make something else of it. */
  readonly isChecked?: true;
  /** Values that stand for what the input leaves out, by field. */
  readonly initial?: StoredValue;
  /** Number of the place in the code that called it, whose types may tell what it wants. */
  readonly site?: number;
}

export type CancellingState = StateBase<"CANCELLING">;

export interface CompletedState extends StateBase<"COMPLETED"> {
  /** The result; absent for `undefined`. */
  readonly result?: StoredValue;
}

export interface FailedState extends StateBase<"FAILED"> {
  readonly error?: ErrorRecord;
}

export type CancelledState = StateBase<"CANCELLED">;

export interface CrashedState extends StateBase<"CRASHED"> {
  readonly error?: ErrorRecord;
}
