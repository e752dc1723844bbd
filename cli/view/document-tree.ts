import { isWorkType } from "../../core/rules/bookkeeping.ts";
import type { FlowRunDocument, RunDocument, StateDocument, TaskRunDocument } from "../../core/protocol/run-document.ts";
import { failureText } from "./failure-text.ts";
import type { TreeRun } from "./run-tree.ts";

/** The same tree as `treeOfView`, of a run as a document. */
export function treeOfDocument(document: RunDocument, nowUs: number): TreeRun | undefined {
  if (document.flowRun !== null) return flowTree(document, document.flowRun, document.flowRun.problem === undefined ? nowUs : null);
  const [task] = document.taskRuns;
  return task === undefined ? undefined : taskTree(task, { document, children: new Map(), nowUs });
}

interface Builder {
  readonly document: RunDocument;
  /** By the id of the task run that called them. */
  readonly children: ReadonlyMap<string, readonly TaskRunDocument[]>;
  readonly nowUs: Now;
}

/** In microseconds; `null`: of the run nobody here knows whether it still goes on. */
type Now = number | null;

function flowTree(document: RunDocument, run: FlowRunDocument, nowUs: Now): TreeRun {
  const children = new Map<string, TaskRunDocument[]>();
  const top: TaskRunDocument[] = [];
  for (const task of document.taskRuns) {
    if (task.superseded === true) continue;
    if (task.parentTaskRunId === null) top.push(task);
    else children.set(task.parentTaskRunId, [...(children.get(task.parentTaskRunId) ?? []), task]);
  }
  const builder = { document, children, nowUs };
  return {
    kind: "flow",
    title: run.flow,
    runName: run.name,
    group: run.flow,
    ...progressOf(run, document.error?.message, nowUs),
    children: top.map((task) => taskTree(task, builder)),
  };
}

function taskTree(run: TaskRunDocument, builder: Builder): TreeRun {
  const child = builder.document.childRuns.find((candidate) => candidate.flowRun?.id === run.childFlowRunId);
  if (child?.flowRun) return flowTree(child, child.flowRun, builder.nowUs);
  return {
    kind: "task",
    title: run.name,
    runName: "",
    group: run.task,
    ...progressOf(run, run.error?.message, builder.nowUs),
    children: (builder.children.get(run.id) ?? []).map((task) => taskTree(task, builder)),
  };
}

interface Ran {
  readonly state: StateDocument;
  readonly attempt: number;
  readonly startTime: string | null;
  readonly totalRunTimeMs: number;
}

function progressOf(run: Ran, error: string | undefined, nowUs: Now): Omit<TreeRun, "kind" | "title" | "runName" | "group" | "children"> {
  const { state } = run;
  const nowMs = nowUs === null ? null : nowUs / 1_000;
  const runningMs = !isWorkType(state.type) ? 0 : nowMs === null ? null : Math.max(0, nowMs - Date.parse(state.timestamp));
  const isQuiet = state.type === "COMPLETED" || state.type === "RUNNING";
  const isAwaitingRetry = state.name === "AwaitingRetry" && state.scheduledTime !== undefined;
  return {
    state: { type: state.type, name: state.name },
    message: isQuiet ? "" : failureText(state.message ?? state.why ?? null, error),
    attempt: run.attempt,
    durationMs: run.startTime === null || runningMs === null ? null : run.totalRunTimeMs + runningMs,
    retryInMs: isAwaitingRetry && nowMs !== null ? Math.max(0, Date.parse(state.scheduledTime ?? "") - nowMs) : null,
  };
}
