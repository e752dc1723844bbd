import type { ClosedRecord } from "../../core/records/run-record.ts";
import type { StoredValue } from "../../core/states/stored-value.ts";
import { sharedState } from "../shared-state.ts";
import type { FlowRun } from "./flow-run.ts";
import { encodeInputs } from "./inputs.ts";
import type { RootRun } from "./root-run.ts";
import type { TaskRun } from "./task-run.ts";

/** Ends a root run whose flow run has ended: the record that a list of runs is made from, then the files are let go. */
export function closeFlowRoot(run: FlowRun): void {
  close(run.root, {
    kind: "flow",
    name: run.name,
    flow: run.definition.name,
    file: run.root.definitions.record(run.definition).file,
    params: inputsOf(run),
    state: run.state,
    startAt: run.times.startAt,
    endAt: run.times.endAt,
    attempt: run.attempt,
    tags: run.tags,
  });
}

/** The same for a task run without a flow around it. */
export function closeTaskRoot(run: TaskRun): void {
  close(run.root, {
    kind: "task",
    name: run.name,
    flow: run.definition.name,
    file: run.root.definitions.record(run.definition).file,
    params: inputsOf(run),
    state: run.state,
    startAt: run.times.startAt,
    endAt: run.times.endAt,
    attempt: run.attempt,
    tags: run.tags,
  });
}

function close(root: RootRun, summary: Omit<ClosedRecord, "k" | "id" | "tasks" | "failed">): void {
  if (root.isClosed) return;
  root.write({ k: "closed", id: root.id, ...summary, tasks: root.taskCount, failed: root.failedTasks });
  root.close();
  sharedState().active.delete(root);
}

function inputsOf(run: FlowRun | TaskRun): Record<string, StoredValue> {
  const text = encodeInputs(run.definition.fn, run.args, run.root);
  return text === undefined ? {} : (JSON.parse(text) as Record<string, StoredValue>);
}
