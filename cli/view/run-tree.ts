/**
 * A run as the tree that people see: a flow run, its task runs grouped per task, child flow runs where they were
 * called. Built afresh from a `RunView` or a `RunDocument`; knows nothing of lines, widths or colours.
 */
import { currentState } from "../../core/records/fold.ts";
import type { FlowRunView, RunView, TaskRunView } from "../../core/records/run-view.ts";
import { isWorkType, timesOf, type RunTimes } from "../../core/rules/bookkeeping.ts";
import type { RunState } from "../../core/states/run-state.ts";
import { failureText } from "./failure-text.ts";
import type { ShownState } from "./icons.ts";

/** A flow run or task run. */
export interface TreeRun {
  readonly kind: "flow" | "task";
  /** The flow's name, or the task run's own. */
  readonly title: string;
  /** The flow run's name; empty for a task run, whose title it is. */
  readonly runName: string;
  /** What runs are grouped by: the task's or flow's name. */
  readonly group: string;
  readonly state: ShownState;
  /** First line of what went wrong, or why it is as it is; empty where there is nothing to say. */
  readonly message: string;
  readonly attempt: number;
  /** Time in Running up to now; `null` when it never ran. */
  readonly durationMs: number | null;
  /** How long until it tries again; `null` when it does not wait for that. */
  readonly retryInMs: number | null;
  /** In the order in which they came into being. */
  readonly children: readonly TreeRun[];
}

/** The root run of a view as it is at a moment; `undefined` before its first record. */
export function treeOfView(view: RunView, nowUs: number): TreeRun | undefined {
  const root = view.flowRuns.get(0);
  const tasks = childTasks(view);
  const builder = { view, nowUs, tasks };
  if (root !== undefined) return flowTree(builder, root);
  const [task] = view.taskRuns.values();
  return task === undefined ? undefined : taskTree(builder, task);
}

interface Builder {
  readonly view: RunView;
  readonly nowUs: number;
  /** Task runs by who called them: `r0` for flow run 0, `t3` for task run 3. */
  readonly tasks: ReadonlyMap<string, readonly TaskRunView[]>;
}

function childTasks(view: RunView): Map<string, TaskRunView[]> {
  const tasks = new Map<string, TaskRunView[]>();
  for (const task of view.taskRuns.values()) {
    if (task.isSuperseded || (task.run === null && task.parent === null)) continue;
    const key = task.parent === null ? `r${task.run}` : `t${task.parent}`;
    const siblings = tasks.get(key);
    if (siblings === undefined) tasks.set(key, [task]);
    else siblings.push(task);
  }
  return tasks;
}

function flowTree(builder: Builder, run: FlowRunView): TreeRun {
  const flow = builder.view.definitions.get(run.def)?.name ?? "flow";
  return {
    kind: "flow",
    title: flow,
    runName: run.name,
    group: flow,
    ...progressOf(builder, run, timesOf(run.states), run.attempt),
    children: (builder.tasks.get(`r${run.run}`) ?? []).map((task) => taskTree(builder, task)),
  };
}

function taskTree(builder: Builder, run: TaskRunView): TreeRun {
  const child = run.childRun === null ? undefined : builder.view.flowRuns.get(run.childRun);
  const times = timesOf(run.states);
  const own = (builder.tasks.get(`t${run.task}`) ?? []).map((task) => taskTree(builder, task));
  if (child !== undefined) return flowTree(builder, child);
  return {
    kind: "task",
    title: run.name,
    runName: "",
    group: builder.view.definitions.get(run.def)?.name ?? run.name,
    ...progressOf(builder, run, times, Math.max(1, times.runCount)),
    children: own,
  };
}

type Progress = Pick<TreeRun, "state" | "message" | "attempt" | "durationMs" | "retryInMs">;

function progressOf({ nowUs }: Builder, run: FlowRunView | TaskRunView, times: RunTimes, attempt: number): Progress {
  const state = currentState(run);
  if (state === undefined) return { state: { type: "PENDING", name: "Pending" }, message: "", attempt, durationMs: null, retryInMs: null };
  const runningUs = isWorkType(state.type) ? Math.max(0, nowUs - state.at) : 0;
  const waitUs = state.type === "SCHEDULED" && state.name === "AwaitingRetry" ? Math.max(0, state.scheduledAt - nowUs) : null;
  return {
    state: { type: state.type, name: state.name },
    message: messageOf(state),
    attempt,
    durationMs: times.runCount === 0 ? null : (times.totalRunTimeUs + runningUs) / 1_000,
    retryInMs: waitUs === null ? null : waitUs / 1_000,
  };
}

function messageOf(state: RunState): string {
  if (state.type === "FAILED" || state.type === "CRASHED") return failureText(state.message ?? state.why ?? null, state.error?.message);
  if (state.type === "COMPLETED" || state.type === "RUNNING") return "";
  return state.message ?? state.why ?? "";
}
