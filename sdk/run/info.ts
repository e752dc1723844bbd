import { toIso } from "../../core/base/clock.ts";
import type { FlowRunInfo, TaskRunInfo } from "../run-info.ts";
import type { FlowRun } from "./flow-run.ts";
import type { TaskRun } from "./task-run.ts";

/** A flow run as user code is told of it. */
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

/** A task run as user code is told of it. */
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
