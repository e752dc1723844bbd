import { join, sep } from "node:path";
import type { RunFailure, SourcePlace } from "../../../core/protocol/run-summary.ts";
import { currentState } from "../../../core/records/fold.ts";
import { taskRunId } from "../../../core/records/run-ids.ts";
import type { RunView, TaskRunView } from "../../../core/records/run-view.ts";
import type { ErrorRecord } from "../../../core/states/error-record.ts";
import type { RunState } from "../../../core/states/run-state.ts";
import { type Folders, innermostPlace, placeOf, showPlace } from "./places.ts";

const mostCalls = 20;

/** Why a run failed, and where. Looks at every task run: once for each end. `null` for a run that has not failed. */
export function failureOf(view: RunView, folders: Folders, state: RunState): RunFailure | null {
  if (state.type !== "FAILED" && state.type !== "CRASHED") return null;
  const task = failedTask(view, state);
  const taskState = task === undefined ? undefined : currentState(task);
  const error = errorOf(taskState) ?? errorOf(state);
  const definition = task === undefined ? undefined : view.definitions.get(task.def)?.position;
  const at = (error === undefined ? null : thrownAt(error, folders)) ?? (definition == null ? null : placeOf(folders, definition));
  return {
    task: task === undefined ? null : { id: taskRunId(view.open?.id ?? "", task.task), name: task.name },
    error: error === undefined ? null : { name: error.name, message: error.message },
    at: at === null ? null : showPlace(folders, at),
    callSites: callSites(view, folders, task).map((site) => showPlace(folders, site)),
  };
}

/** The first task run that failed with what the run failed with; `undefined` when the flow's own code threw. */
function failedTask(view: RunView, state: RunState): TaskRunView | undefined {
  const failed = [...view.taskRuns.values()].filter((task) => !task.isSuperseded && isFailure(currentState(task)));
  if (failed.length === 0) return undefined;
  // What a process was doing as it died is known only where it did one thing.
  if (state.type === "CRASHED") return innermost(failed)[0];
  const error = errorOf(state);
  const first = innermost(failed).sort((a, b) => (currentState(a)?.at ?? 0) - (currentState(b)?.at ?? 0));
  // A flow that returned failed states has no error of its own.
  if (error === undefined) return first[0];
  const known = errorsIn(error);
  return first.find((task) => known.has(keyOf(errorOf(currentState(task))))) ?? (isOfMillrace(error) ? first[0] : undefined);
}

/** A task run that failed because one inside of it did is not where it began. */
function innermost(failed: readonly TaskRunView[]): TaskRunView[] {
  const parents = new Set(failed.map(({ parent }) => parent));
  return failed.filter(({ task }) => !parents.has(task));
}

function errorsIn(error: ErrorRecord): ReadonlySet<string> {
  const keys = new Set([keyOf(error)]);
  for (const inner of [error.cause, ...(error.errors ?? [])]) {
    if (inner !== undefined) for (const key of errorsIn(inner)) keys.add(key);
  }
  return keys;
}

function keyOf(error: ErrorRecord | undefined): string {
  return error === undefined ? "" : `${error.name}: ${error.message}`;
}

function isOfMillrace({ code }: ErrorRecord): boolean {
  return code === "MILLRACE_FAILED_RUN" || code === "MILLRACE_UPSTREAM";
}

function isFailure(state: RunState | undefined): boolean {
  return state?.type === "FAILED" || state?.type === "CRASHED";
}

function errorOf(state: RunState | undefined): ErrorRecord | undefined {
  return state?.type === "FAILED" || state?.type === "CRASHED" ? state.error : undefined;
}

/** In code of the workspace: what packages and Millrace itself threw is shown where they were called. */
function thrownAt(error: ErrorRecord, { root, folder }: Pick<Folders, "root" | "folder">): SourcePlace | null {
  const isOwn = (file: string): boolean =>
    (file.startsWith(folder + sep) || file.startsWith(root + sep)) && !file.includes(`${sep}node_modules${sep}`) && !file.startsWith(join(root, "dist") + sep);
  const found = error.stack === undefined ? null : innermostPlace(error.stack, isOwn);
  return found ?? (error.cause === undefined ? null : thrownAt(error.cause, { root, folder }));
}

/** From the task's call outwards, and at last the flow. */
function callSites(view: RunView, folders: Folders, task: TaskRunView | undefined): RunFailure["callSites"] {
  const sites: (SourcePlace & { readonly label: string })[] = [];
  const note = (position: string | null | undefined, label: string): void => {
    const place = position == null ? null : placeOf(folders, position);
    if (place !== null) sites.push({ ...place, label });
  };
  let inner = task;
  while (inner !== undefined && sites.length < mostCalls) {
    note(inner.site === null ? null : view.sites.get(inner.site), inner.name);
    const tracking = inner.run === null ? null : (view.flowRuns.get(inner.run)?.trackingTask ?? null);
    const outer: number | null = inner.parent ?? tracking;
    inner = outer === null ? undefined : view.taskRuns.get(outer);
  }
  const root = view.flowRuns.get(0);
  const flow = root === undefined ? undefined : view.definitions.get(root.def);
  note(flow?.position, flow?.name ?? "flow");
  return sites;
}
