import { currentState } from "../../core/records/fold.ts";
import type { ClosedRecord } from "../../core/records/run-record.ts";
import type { RunView, TaskRunView } from "../../core/records/run-view.ts";
import { timesOf } from "../../core/rules/bookkeeping.ts";
import type { RunState } from "../../core/states/run-state.ts";

/** The record that closes a run, from all that stands before it; `undefined` for a run that has no state yet. */
export function closingRecord(view: RunView): ClosedRecord | undefined {
  const flowRun = view.flowRuns.get(0);
  const first = flowRun === undefined ? firstTaskRun(view) : undefined;
  const subject = flowRun ?? first;
  const state = subject === undefined ? undefined : currentState(subject);
  if (subject === undefined || state === undefined || view.open === null) return undefined;
  const definition = view.definitions.get(subject.def);
  const { startAt, endAt } = timesOf(subject.states);
  const counted = [...view.taskRuns.values()].filter((task) => !task.isSuperseded);
  return {
    k: "closed",
    id: view.open.id,
    kind: flowRun === undefined ? "task" : "flow",
    name: subject.name,
    flow: definition?.name ?? "",
    file: definition?.file ?? null,
    params: flowRun?.params ?? first?.inputs ?? {},
    state,
    startAt,
    endAt,
    attempt: flowRun?.attempt ?? 1,
    tasks: counted.length,
    failed: counted.filter((task) => isFailure(currentState(task))).length,
    tags: subject.tags,
  };
}

function firstTaskRun(view: RunView): TaskRunView | undefined {
  return [...view.taskRuns.values()].find((task) => task.parent === null);
}

function isFailure(state: RunState | undefined): boolean {
  return state?.type === "FAILED" || state?.type === "CRASHED";
}
