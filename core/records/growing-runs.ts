/** Runs as a fold lets them grow: the views of them, to be written. */
import type { RunState } from "../states/run-state.ts";
import type { StoredValue } from "../states/stored-value.ts";
import type { InputRecord } from "./input-record.ts";
import type { ItemRecord } from "./run-record.ts";
import type { FlowRunView, InputView, ItemsView, ItemView, TaskRunView } from "./run-view.ts";

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type GrowingItems = Mutable<Omit<ItemsView, "list">> & { list: ItemView[] };
type Growing<T extends { readonly states: readonly RunState[] }> = Omit<Mutable<T>, "states" | "items"> & { states: RunState[]; items: GrowingItems | null };
export type GrowingFlowRun = Omit<Growing<FlowRunView>, "inputs"> & { inputs: InputView[] };
export type GrowingTaskRun = Growing<TaskRunView>;

export function toInput({ input, key, v, from, pause, at }: InputRecord & { readonly at: number }): InputView {
  return { input, key, value: v, from: from ?? null, pause: pause ?? null, at };
}

export function noItems(gen: 1 | undefined): GrowingItems | null {
  return gen === 1 ? { list: [], isLeft: false } : null;
}

export function addItem(run: GrowingFlowRun | GrowingTaskRun | undefined, record: ItemRecord & { readonly at: number }): void {
  if (run?.items == null) return;
  if (record.left === 1) run.items.isLeft = true;
  else run.items.list.push({ at: record.at, value: record.v });
}

/** What others were given of a run that is rolled back stays what it was. */
export function withResult(run: { readonly states: readonly RunState[] }, rolledBack: RunState): RunState {
  const completed = run.states.at(-1);
  if (rolledBack.type !== "COMPLETED" || completed?.type !== "COMPLETED" || completed.result === undefined) return rolledBack;
  return { ...rolledBack, result: completed.result };
}

/** Says of the state that a run is in why it is, once that is known. */
export function explain(run: { states: RunState[] }, why: string): void {
  const state = run.states.at(-1);
  if (state !== undefined) run.states = [...run.states.slice(0, -1), { ...state, why }];
}

// Spelled out, since a spread costs more than all the rest of a record, and these are made for every task run.

export function pendingAt(at: number, why: string | undefined): RunState {
  if (why !== undefined) return { type: "PENDING", name: "Pending", at, message: null, why };
  return { type: "PENDING", name: "Pending", at, message: null };
}

export function completedAt(at: number, result: StoredValue | undefined): RunState {
  if (result !== undefined) return { type: "COMPLETED", name: "Completed", at, message: null, result };
  return { type: "COMPLETED", name: "Completed", at, message: null };
}

/** An array that `push` has made longer keeps room for sixteen more, and nearly all task runs have three states. */
export function enter(run: { states: RunState[]; items: GrowingItems | null }, state: RunState): void {
  // One that was left early and starts again may come to its own end.
  if (run.items !== null && state.type === "RUNNING") run.items.isLeft = false;
  const [first, second, third] = run.states;
  if (first === undefined) run.states = [state];
  else if (second === undefined) run.states = [first, state];
  else if (third === undefined) run.states = [first, second, state];
  else run.states.push(state);
}
