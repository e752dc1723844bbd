/** States that user code builds, to end a flow or task in: `return Failed({ message: "nothing to do" })`. */
import { randomUUID } from "node:crypto";
import { toIso } from "../../core/base/clock.ts";
import { stateNames, type StateType } from "../../core/states/state-type.ts";
import { systemClock } from "../process/system-clock.ts";
import { State, type StateData } from "./state.ts";

/** What a built state carries. */
export interface StateOptions<R = unknown> {
  /** What `state.result()` gives. */
  readonly data?: R;
  /** What `state.result()` throws, if it is an `Error`. */
  readonly error?: unknown;
  /** What happened, for people. Default: none. */
  readonly message?: string;
  /** Default: the type's plain name. */
  readonly name?: string;
}

function build<R>(type: StateType, name: string, options: StateOptions<R>): State<R> {
  return new State<R>({
    id: randomUUID(),
    type,
    name: options.name ?? name,
    timestamp: toIso(systemClock.nowUs()),
    message: options.message,
    data: readData(options),
  });
}

function readData(options: StateOptions): StateData {
  if (options.error !== undefined) return { kind: "value", value: options.error };
  return "data" in options ? { kind: "value", value: options.data } : { kind: "none" };
}

/**
 * A state to end a flow or task in, as completed with `data`.
 *
 * @example
 * return Completed({ data: rows, message: "nothing new" });
 */
export function Completed<R = undefined>(options: StateOptions<R> = {}): State<R> {
  return build("COMPLETED", stateNames.COMPLETED[0], options);
}

/**
 * A state to end a flow or task in, as failed. `state.result()` throws `error`, or a `FailedRunError` with the message.
 *
 * @example
 * return Failed({ message: "The feed was empty." });
 */
export function Failed(options: StateOptions = {}): State<never> {
  return build<never>("FAILED", stateNames.FAILED[0], options as StateOptions<never>);
}

/** A state to end a flow or task in, as cancelled. `state.result()` throws a `CancelledError`. */
export function Cancelled(options: StateOptions = {}): State<never> {
  return build<never>("CANCELLED", stateNames.CANCELLED[0], options as StateOptions<never>);
}

/** A state to end a flow or task in, as crashed. `state.result()` throws a `CrashedError`. */
export function Crashed(options: StateOptions = {}): State<never> {
  return build<never>("CRASHED", stateNames.CRASHED[0], options as StateOptions<never>);
}

/** A state that says paused; what is returned in it ends there. `state.result()` throws a `PausedRunError`. */
export function Paused(options: StateOptions = {}): State<never> {
  return build<never>("PAUSED", stateNames.PAUSED[0], options as StateOptions<never>);
}

/** A state that says cancelling. `state.result()` throws an `UnfinishedRunError`. */
export function Cancelling(options: StateOptions = {}): State<never> {
  return build<never>("CANCELLING", stateNames.CANCELLING[0], options as StateOptions<never>);
}

/** A state that says scheduled. `state.result()` throws an `UnfinishedRunError`. */
export function Scheduled(options: StateOptions = {}): State<never> {
  return build<never>("SCHEDULED", stateNames.SCHEDULED[0], options as StateOptions<never>);
}

/** A state that says pending. `state.result()` throws an `UnfinishedRunError`. */
export function Pending(options: StateOptions = {}): State<never> {
  return build<never>("PENDING", stateNames.PENDING[0], options as StateOptions<never>);
}

/** A state that says running. `state.result()` throws an `UnfinishedRunError`. */
export function Running(options: StateOptions = {}): State<never> {
  return build<never>("RUNNING", stateNames.RUNNING[0], options as StateOptions<never>);
}
