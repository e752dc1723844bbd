import { isFinalType, type StateType } from "./state-type.ts";

/** What several states come to together, as a flow that returns them ends. */
export interface AggregatedState {
  readonly type: "COMPLETED" | "FAILED" | "CANCELLED" | "PAUSED";
  readonly message: string;
}

/** How many of a group are in which condition. */
export interface StateCounts {
  readonly total: number;
  readonly completed: number;
  /** Failed and crashed together. */
  readonly failed: number;
  readonly cancelled: number;
  readonly paused: number;
  readonly notFinal: number;
}

export function countStates(types: readonly StateType[]): StateCounts {
  const count = (matches: (type: StateType) => boolean): number => types.filter(matches).length;
  return {
    total: types.length,
    completed: count((type) => type === "COMPLETED"),
    failed: count((type) => type === "FAILED" || type === "CRASHED"),
    cancelled: count((type) => type === "CANCELLED"),
    paused: count((type) => type === "PAUSED"),
    notFinal: count((type) => !isFinalType(type)),
  };
}

/**
 * All completed → Completed; else any cancelled → Cancelled, any paused → Paused, else Failed, and the message counts.
 * Semantics of Prefect's `return_value_to_state` (`src/prefect/states.py`).
 */
export function aggregateStates(types: readonly StateType[]): AggregatedState {
  const counts = countStates(types);
  if (counts.completed === counts.total) return { type: "COMPLETED", message: "All states completed." };
  if (counts.cancelled > 0) return { type: "CANCELLED", message: `${counts.cancelled}/${counts.total} states cancelled.` };
  if (counts.paused > 0) return { type: "PAUSED", message: `${counts.paused}/${counts.total} states paused.` };
  if (counts.failed > 0) return { type: "FAILED", message: `${counts.failed}/${counts.total} states failed.` };
  return { type: "FAILED", message: `${counts.notFinal}/${counts.total} states are not final.` };
}
