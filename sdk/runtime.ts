import { toIso } from "../core/base/clock.ts";
import type { State } from "./state/state.ts";
import { currentContext } from "./run/context.ts";
import type { FlowRun } from "./run/flow-run.ts";
import type { TaskRun } from "./run/task-run.ts";

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

/** The runs around the code that asks. `null` outside of any. */
export const runtime = {
  get flowRun(): FlowRunInfo | null {
    const flow = currentContext()?.flow ?? null;
    return flow === null ? null : flowRunInfo(flow);
  },
  get taskRun(): TaskRunInfo | null {
    const task = currentContext()?.task ?? null;
    return task === null ? null : taskRunInfo(task);
  },
};

/** @internal */
export function flowRunInfo(run: FlowRun): FlowRunInfo {
  return {
    id: run.id,
    name: run.name,
    flowName: run.definition.name,
    parameters: run.parameters,
    state: run.publicState(),
    attempt: run.attempt,
    totalRunTimeMs: run.times.totalRunTimeUs / 1_000,
    tags: run.tags,
    startTime: run.times.startAt === null ? null : toIso(run.times.startAt),
    parentTaskRunId: run.tracking?.id ?? null,
    rootRunId: run.root.id,
    deployment: null,
  };
}

/** @internal */
export function taskRunInfo(run: TaskRun): TaskRunInfo {
  return {
    id: run.id,
    name: run.name,
    taskName: run.definition.name,
    parameters: run.parameters,
    state: run.publicState(),
    attempt: Math.max(1, run.attempt),
    totalRunTimeMs: run.times.totalRunTimeUs / 1_000,
    tags: run.tags,
    startTime: run.times.startAt === null ? null : toIso(run.times.startAt),
    parentTaskRunId: run.parent?.id ?? null,
    flowRunId: run.flow?.id ?? null,
  };
}
