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
  /** Microseconds; the pause fails when it is passed. */
  readonly timeoutAt: number;
  /** True for a suspended run: its process is gone and it is run again on resume. */
  readonly suspended: boolean;
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
