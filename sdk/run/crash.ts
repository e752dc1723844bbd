import type { RunState } from "../../core/states/run-state.ts";
import { CrashedError } from "../../core/protocol/errors.ts";
import { closeRoot } from "./close-root.ts";
import { flowHooks } from "./flow-end.ts";
import type { FlowRun } from "./flow-run.ts";
import type { RootRun } from "./root-run.ts";
import { endFlowIn, endTaskIn } from "./transition.ts";
import { userErrorRecord } from "./user-error.ts";

/**
 * Records that the process of a run is ending under it: whatever is unfinished is Crashed. A flow run that has ended,
 * and whose hooks are still being called, stays as it is. Synchronous, since there may be no next tick.
 *
 * @returns the flow runs that were under way, the innermost first.
 */
export function crashRoot(root: RootRun, message: string, error: unknown): readonly FlowRun[] {
  if (root.isClosed) return [];
  root.hasCrashed = true;
  const state: RunState = { type: "CRASHED", name: "Crashed", at: 0, message, ...(error === undefined ? {} : { error: userErrorRecord(error) }) };
  const data = { kind: "value", value: error ?? new CrashedError(message) } as const;
  root.log("error", `Crash detected! ${message}`, { flow: null, task: null });
  for (const task of root.activeTaskRuns()) {
    task.isDropped = true;
    if (task.child === null && task.isRecorded && !task.isDone) endTaskIn(task, state, data);
  }
  const flows = [...root.activeFlowRuns].reverse();
  for (const flow of flows) {
    flow.isDropped = true;
    // A run that was being cancelled when its process died has been cancelled: nothing else may follow.
    if (flow.state.type === "CANCELLING") endFlowIn(flow, { type: "CANCELLED", name: "Cancelled", at: 0, message: root.cancelReason }, data);
    else endFlowIn(flow, state, data);
  }
  root.writer.flush();
  return flows;
}

/** Runs the crash hooks that are still possible in this process, then closes the run. */
export async function closeCrashed(root: RootRun, flows: readonly FlowRun[]): Promise<void> {
  for (const flow of flows) if (flow.state.type === "CRASHED") await flowHooks(flow, "onCrashed", undefined);
  closeNow(root, flows);
}

/** Closes the run without a tick to spare; hooks that are left make it stay open, for a fresh process to run them. */
export function closeNow(root: RootRun, flows: readonly FlowRun[]): void {
  const top = flows.find((flow) => flow.tracking === null);
  const task = root.flowless.toArray()[0];
  if (top !== undefined) closeRoot(top);
  else if (task !== undefined) closeRoot(task);
}

export function hasCrashHooks(flows: readonly FlowRun[]): boolean {
  return flows.some((flow) => flow.state.type === "CRASHED" && flow.definition.settings.hooks.onCrashed.length > 0);
}
