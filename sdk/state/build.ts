/** States that user code builds, to end a flow or task in: `return Failed({ message: "nothing to do" })`. */
import { randomUUID } from "node:crypto";
import { toIso } from "../../core/base/clock.ts";
import { stateNames, type StateType } from "../../core/states/state-type.ts";
import { systemClock } from "../process/system-clock.ts";
import { State, type StateData } from "./state.ts";

export interface StateOptions<R = unknown> {
  /** What `state.result()` gives. */
  readonly data?: R;
  /** What `state.result()` throws, if it is an `Error`. */
  readonly error?: unknown;
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

export function Completed<R = undefined>(options: StateOptions<R> = {}): State<R> {
  return build("COMPLETED", stateNames.COMPLETED[0], options);
}

export function Failed(options: StateOptions = {}): State<never> {
  return build<never>("FAILED", stateNames.FAILED[0], options as StateOptions<never>);
}

export function Cancelled(options: StateOptions = {}): State<never> {
  return build<never>("CANCELLED", stateNames.CANCELLED[0], options as StateOptions<never>);
}

export function Crashed(options: StateOptions = {}): State<never> {
  return build<never>("CRASHED", stateNames.CRASHED[0], options as StateOptions<never>);
}

export function Paused(options: StateOptions = {}): State<never> {
  return build<never>("PAUSED", stateNames.PAUSED[0], options as StateOptions<never>);
}

export function Cancelling(options: StateOptions = {}): State<never> {
  return build<never>("CANCELLING", stateNames.CANCELLING[0], options as StateOptions<never>);
}

export function Scheduled(options: StateOptions = {}): State<never> {
  return build<never>("SCHEDULED", stateNames.SCHEDULED[0], options as StateOptions<never>);
}

export function Pending(options: StateOptions = {}): State<never> {
  return build<never>("PENDING", stateNames.PENDING[0], options as StateOptions<never>);
}

export function Running(options: StateOptions = {}): State<never> {
  return build<never>("RUNNING", stateNames.RUNNING[0], options as StateOptions<never>);
}
