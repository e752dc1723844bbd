import type { State } from "./state/state.ts";

/** What is known of a flow run while it goes on. */
export interface FlowRunInfo {
  readonly id: string;
  readonly name: string;
  readonly flowName: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly state: State;
  /** From 1. */
  readonly attempt: number;
  /** Time spent in Running, all attempts together, in milliseconds; the present one counts when it has ended. */
  readonly totalRunTimeMs: number;
  readonly tags: readonly string[];
  /** ISO 8601; `null` before the first Running. */
  readonly startTime: string | null;
  /** Id of the task run in the parent flow that stands for this run; `null` for a root flow run. */
  readonly parentTaskRunId: string | null;
  readonly rootRunId: string;
  readonly deployment: null;
}

/** What is known of a task run while it goes on. */
export interface TaskRunInfo {
  readonly id: string;
  readonly name: string;
  readonly taskName: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly state: State;
  /** From 1, counted since its flow's function was last called. */
  readonly attempt: number;
  readonly totalRunTimeMs: number;
  readonly tags: readonly string[];
  readonly startTime: string | null;
  /** Id of the task run that called it, `null` when a flow did. */
  readonly parentTaskRunId: string | null;
  readonly flowRunId: string | null;
}
