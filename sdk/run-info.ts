import type { State } from "./state/state.ts";

/** What is known of a flow run while it goes on. */
export interface FlowRunInfo {
  /** A UUID. */
  readonly id: string;
  /** Two words, or what `flowRunName` made. */
  readonly name: string;
  /** Of the flow. */
  readonly flowName: string;
  /** The arguments by parameter name, literal defaults included. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** As it is now. */
  readonly state: State;
  /** From 1. */
  readonly attempt: number;
  /** Time spent in Running, all attempts together, in milliseconds; the present one counts when it has ended. */
  readonly totalRunTimeMs: number;
  /** Of the flow and of the `tags(…)` around its call. */
  readonly tags: readonly string[];
  /** ISO 8601; `null` before the first Running. */
  readonly startTime: string | null;
  /** Id of the task run in the parent flow that stands for this run; `null` for a root flow run. */
  readonly parentTaskRunId: string | null;
  /** Id of the root run; its own for a root flow run. */
  readonly rootRunId: string;
  /** The deployment that started it: none yet. */
  readonly deployment: null;
}

/** What is known of a task run while it goes on. */
export interface TaskRunInfo {
  /** A UUID. */
  readonly id: string;
  /** `<task>-<n>`, or what `taskRunName` made. */
  readonly name: string;
  /** Of the task. */
  readonly taskName: string;
  /** The arguments by parameter name, literal defaults included. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** As it is now. */
  readonly state: State;
  /** From 1, counted since its flow's function was last called. */
  readonly attempt: number;
  /** Time spent in Running, all attempts together, in milliseconds; the present one counts when it has ended. */
  readonly totalRunTimeMs: number;
  /** Of the task and of the `tags(…)` around its call. */
  readonly tags: readonly string[];
  /** ISO 8601; `null` before the first Running. */
  readonly startTime: string | null;
  /** Id of the task run that called it, `null` when a flow did. */
  readonly parentTaskRunId: string | null;
  /** Id of the flow run that it is in; `null` for a task that was called outside of a flow. */
  readonly flowRunId: string | null;
}
