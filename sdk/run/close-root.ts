import { StoreUnwritableError } from "../../core/protocol/errors.ts";
import type { StoredValue } from "../../core/states/stored-value.ts";
import { sharedState } from "../shared-state.ts";
import type { FlowRun } from "./flow-run.ts";
import { encodeInputs } from "./inputs.ts";
import type { RootRun } from "./root-run.ts";
import type { TaskRun } from "./task-run.ts";

/**
 * Ends a root run whose flow run, or whose only task run, has ended: the record that a list of runs is made from, then
 * the files are let go.
 */
export function closeRoot(run: FlowRun | TaskRun): void {
  const { root, definition } = run;
  if (root.isClosed) return;
  root.parts.onClosing?.(root);
  flushKeyed(root, run);
  const inputs = encodeInputs(definition.fn, run.args, root);
  root.write({
    k: "closed",
    id: root.id,
    kind: definition.kind,
    name: run.name,
    flow: definition.name,
    file: root.definitions.record(definition).file,
    params: inputs === undefined ? {} : (JSON.parse(inputs) as Record<string, StoredValue>),
    state: run.state,
    startAt: run.times.startAt,
    endAt: run.times.endAt,
    attempt: run.attempt,
    tasks: root.taskCount,
    failed: root.failedTasks,
    tags: run.tags,
  });
  root.close();
  sharedState().active.delete(root);
}

/** What misses of other runs are compared with. */
function flushKeyed(root: RootRun, run: FlowRun | TaskRun): void {
  try {
    root.openedKeyed?.flush();
  } catch (error) {
    if (!(error instanceof StoreUnwritableError)) throw error;
    root.log("warn", error.message, run.about);
  }
}
