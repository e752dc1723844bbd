import { currentState } from "../../core/records/fold.ts";
import type { FlowRunView, RunView } from "../../core/records/run-view.ts";
import type { PausedState, PauseRequest } from "../../core/states/run-state.ts";

/** A flow run that waits for a person. */
export interface WaitingRun {
  readonly run: FlowRunView;
  readonly state: PausedState;
  readonly request: PauseRequest;
}

/** The flow runs of a root run that wait for a person, in the order in which they came into being. */
export function waitingRuns(view: RunView): readonly WaitingRun[] {
  const waiting: WaitingRun[] = [];
  for (const run of view.flowRuns.values()) {
    const state = currentState(run);
    if (state?.type === "PAUSED" && state.pause !== undefined) waiting.push({ run, state, request: state.pause });
  }
  return waiting;
}
