import { currentState, RunFold } from "../../core/records/fold.ts";
import type { RunView } from "../../core/records/run-view.ts";
import type { UnreadableFrom } from "../../journal/record-reader.ts";
import { readRecords } from "../../journal/run-reader.ts";
import { runPaths } from "../../journal/run-paths.ts";
import type { PausedState, RunState } from "../../core/states/run-state.ts";
import { isFinalType } from "../../core/states/state-type.ts";
import { readFrom } from "./read-bytes.ts";

export interface ReadRun {
  readonly view: RunView;
  readonly problem: UnreadableFrom | null;
}

/** Reads a run's whole file as it is now. A run without a file reads as one without records; so does one whose file cannot be read at all. */
export function readRun(directory: string): ReadRun {
  const { events } = runPaths(directory);
  let bytes: Buffer;
  try {
    ({ bytes } = readFrom(events, 0));
  } catch (error) {
    const reason = `its events.ndjson cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    return { view: new RunFold(), problem: { record: 1, reason } };
  }
  const { records, problem } = readRecords(bytes);
  const view = new RunFold();
  for (const record of records) view.add(record);
  return { view, problem };
}

/** The state of the whole: of the root flow run or, outside a flow, of the task run. */
export function rootState(view: RunView): RunState | undefined {
  const flowRun = view.flowRuns.get(0);
  if (flowRun !== undefined) return currentState(flowRun);
  const taskRun = [...view.taskRuns.values()].find((task) => task.parent === null);
  return taskRun === undefined ? undefined : currentState(taskRun);
}

/** What the state of the whole is called; a run that has no records yet is pending. */
export function stateName(view: RunView): string {
  return rootState(view)?.name ?? "Pending";
}

/** Whether the run needs no process any more: it has ended, or is suspended and waits to be resumed. */
export function isOver(view: RunView): boolean {
  const state = rootState(view);
  // One whose code gave it such a state has ended too.
  if (state?.type === "PAUSED") return state.suspended || view.closed !== null;
  return view.closed !== null && state !== undefined && isFinalType(state.type);
}

/** The suspension that a run is in, if it is. Nobody owns such a run but who has claimed it since its last record. */
export function suspensionOf(view: RunView): PausedState | undefined {
  const state = rootState(view);
  return state?.type === "PAUSED" && state.suspended ? state : undefined;
}

/** What people can do about such a run: nobody will ever know how it ended. */
export function unreadableHint(runId: string): string {
  const id = runId.slice(0, 8);
  return `It cannot go on from records that cannot be read. millrace runs show ${id} tells what can be; millrace runs retry ${id} starts it anew, and millrace runs delete ${id} removes it.`;
}

/** What people are told of a file that cannot be read to its end. */
export function describeProblem(problem: UnreadableFrom): string {
  return `unreadable from record ${problem.record}: ${problem.reason}`;
}
