import { currentState } from "./fold.ts";
import type { FlowRunView } from "./run-view.ts";

/**
 * The hook that a fresh process calls for a flow run whose end another process has recorded; `null`: its own process has called what there
 * is to call. A suspended run has no process: it was cancelled, or its time was over, with nobody there to tell.
 */
export function hookAfterDeath(run: FlowRunView): "onCrashed" | "onCancelled" | "onFailed" | null {
  const before = run.states.at(-2);
  // Its own process called them when it was asked to stop.
  if (before?.type === "CANCELLING") return null;
  switch (currentState(run)?.type) {
    case "CRASHED":
      return "onCrashed";
    case "CANCELLED":
      return "onCancelled";
    case "FAILED":
      return before?.type === "PAUSED" && before.suspended ? "onFailed" : null;
    default:
      return null;
  }
}
