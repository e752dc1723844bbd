/** What a function's return value makes of its run: the same rules for tasks and flows. */
import { aggregateStates } from "../../core/states/aggregate.ts";
import { FailedRunError } from "../../core/protocol/errors.ts";
import type { StateType } from "../../core/states/state-type.ts";
import { isState, isStateList, type State } from "../state/state.ts";
import { isTaskFuture, type TaskFuture } from "./task-future.ts";

/** How a run ends by what its function returned. `own` is the state that user code built, given back as it is. */
export type ReturnedEnding =
  | { readonly kind: "completed"; readonly value: unknown; readonly name: string; readonly message: string | null; readonly own: State | null }
  | { readonly kind: "failed"; readonly error: unknown; readonly name: string; readonly message: string | null; readonly own: State | null }
  | { readonly kind: "other"; readonly type: StateType; readonly error: unknown; readonly name: string; readonly message: string | null; readonly own: State | null };

/** How a run ends, by what its function returned or threw, or because the worker of its function died. */
export type Ending = ReturnedEnding | { readonly kind: "crashed"; readonly error: unknown; readonly name: string; readonly message: string | null; readonly own: null };

/**
 * The ending by a value that is neither a state nor a list of states and futures, which is nearly every value. `null`:
 * ask `endingOf`, which may have to wait.
 */
export function plainEnding(value: unknown): ReturnedEnding | null {
  if (typeof value !== "object" || value === null) return completed(value);
  if (isState(value)) return null;
  return Array.isArray(value) && value.length > 0 && isStateOrFuture(value[0]) ? null : completed(value);
}

/** Semantics of Prefect's `return_value_to_state` (`src/prefect/states.py`), with futures counted as their states. */
export async function endingOf(value: unknown): Promise<ReturnedEnding> {
  const plain = plainEnding(value);
  if (plain !== null) return plain;
  if (isState(value)) return isOwnedByRun(value) ? await aggregated([value]) : await built(value);
  const states = await statesIn(value);
  return states === undefined ? completed(value) : await aggregated(states);
}

function completed(value: unknown): ReturnedEnding {
  return { kind: "completed", value, name: "Completed", message: null, own: null };
}

function isOwnedByRun(state: State): boolean {
  return state.taskRunId !== undefined || state.flowRunId !== undefined;
}

function isStateOrFuture(value: unknown): value is State | TaskFuture {
  return isTaskFuture(value) || isState(value);
}

/** The states of a list that holds nothing but states and futures; an empty list is a value. */
async function statesIn(value: unknown): Promise<readonly State[] | undefined> {
  if (isStateList(value)) return value;
  if (!Array.isArray(value) || value.length === 0) return undefined;
  if (!value.every(isStateOrFuture)) return undefined;
  return await Promise.all(value.map(async (item) => (isTaskFuture(item) ? await item.wait() : item)));
}

async function built(state: State): Promise<ReturnedEnding> {
  const common = { name: state.name, message: state.message ?? null, own: state };
  if (state.isCompleted()) return { kind: "completed", value: await state.result(), ...common };
  const error = await failureOf(state);
  return state.isFailed() ? { kind: "failed", error, ...common } : { kind: "other", type: state.type, error, ...common };
}

async function aggregated(states: readonly State[]): Promise<ReturnedEnding> {
  const { type, message } = aggregateStates(states.map((state) => state.type));
  if (type === "COMPLETED") {
    const values = await Promise.all(states.map((state) => state.result()));
    return { kind: "completed", value: values, name: "Completed", message, own: null };
  }
  const first = states.find((state) => state.isFinal() && !state.isCompleted());
  const error = first === undefined ? new FailedRunError(message) : await failureOf(first);
  if (type === "FAILED") return { kind: "failed", error, name: "Failed", message, own: null };
  return { kind: "other", type, error, name: type === "PAUSED" ? "Paused" : "Cancelled", message, own: null };
}

/** The error that the state's result would throw. */
async function failureOf(state: State): Promise<unknown> {
  try {
    await state.result();
    return undefined;
  } catch (error) {
    return error;
  }
}
