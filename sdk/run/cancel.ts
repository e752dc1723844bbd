import { CancelledError } from "../../core/protocol/errors.ts";
import type { RootRun } from "./root-run.ts";

/** Asks a root run to end as Cancelled. False: it has ended, or was asked before. */
export function cancelRoot(root: RootRun, reason: string | null): boolean {
  if (root.isClosed || root.cancelReason !== null) return false;
  const message = reason ?? "The run was cancelled.";
  root.cancelReason = message;
  root.log("info", `Cancel requested: ${message}`, { flow: null, task: null });
  root.stop(new CancelledError(message));
  for (const task of root.flowless.toArray()) task.attemptNow?.abort(new CancelledError(message));
  return true;
}
