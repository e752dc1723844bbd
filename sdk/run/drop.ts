/** Ends runs whose flow has ended without them: what their code still gives is dropped. */
import { CancelledError } from "../../core/protocol/errors.ts";
import type { RunState } from "../../core/states/run-state.ts";
import type { FlowRun } from "./flow-run.ts";
import { settle } from "./task-end.ts";
import type { TaskRun } from "./task-run.ts";
import { endFlowIn, endTaskIn } from "./transition.ts";

/** Ends what the flow run has left under way, as Cancelled. */
export function dropPending(run: FlowRun, why: string): void {
  for (const task of run.pending.toArray()) dropTask(task, { type: "CANCELLED", name: "Cancelled", at: 0, message: why }, new CancelledError(why));
}

export function dropTask(run: TaskRun, state: RunState, error: Error): void {
  if (run.isDropped || run.isDone) return;
  run.isDropped = true;
  run.attemptNow?.end();
  run.stop?.(error);
  if (run.child !== null) dropFlow(run.child, state, error);
  else if (run.isRecorded) endTaskIn(run, state, { kind: "value", value: error });
  settle(run);
}

/** A child flow run; its tracking run follows. */
export function dropFlow(run: FlowRun, state: RunState, error: Error): void {
  if (run.isDropped) return;
  run.isDropped = true;
  run.attemptNow?.end();
  for (const task of run.pending.toArray()) dropTask(task, state, error);
  if (run.number >= 0) endFlowIn(run, state, { kind: "value", value: error });
  run.root.activeFlowRuns.delete(run);
}
