import { CancelledError } from "../../core/protocol/errors.ts";
import { formatDuration } from "../../core/base/duration.ts";
import { defaultCancelGraceMs } from "../../core/protocol/run-api.ts";
import { askChildrenToEnd } from "../process/child-processes.ts";
import type { RootRun } from "./root-run.ts";

/** How long code may take to stop after a cancel before the run ends without it. */
export const stopGraceMs = 5_000;

/** Asks a root run to end as Cancelled. `graceMs`: after that its process is killed. False: it has ended, or was asked before. */
export function cancelRoot(root: RootRun, reason: string | null, graceMs: number = defaultCancelGraceMs): boolean {
  if (root.isClosed || root.cancelReason !== null) return false;
  const message = sentence(reason ?? "The run was cancelled.");
  root.cancelReason = message;
  root.cancelGraceMs = graceMs;
  root.log("info", `Cancel requested: ${message}`, { flow: null, task: null });
  root.stop(new CancelledError(message));
  for (const task of root.flowless.toArray()) task.attemptNow?.abort(new CancelledError(message));
  askChildrenToEnd(root);
  return true;
}

/** The message of the state that a cancelled flow run ends in. */
export function cancelledMessage(root: RootRun, isDeaf: boolean): string {
  return `${root.cancelReason ?? ""} ${howItStopped(root, isDeaf)}`.trimStart();
}

function howItStopped({ forced }: RootRun, isDeaf: boolean): string {
  if (isDeaf) return `Its code did not stop within ${formatDuration(stopGraceMs)}, so the run ended without it.`;
  if (forced.size === 0) return "It stopped by itself.";
  const names = [...forced].slice(0, mostNamed).join(", ");
  const more = forced.size > mostNamed ? ` and ${forced.size - mostNamed} more` : "";
  return `It stopped by itself, but for workers that had to be ended: ${names}${more}.`;
}

const mostNamed = 5;

/** The same of a task run that its flow run did not wait for any longer. */
export function leftBehindMessage({ cancelReason }: RootRun): string {
  return `${cancelReason ?? ""} It did not stop within ${formatDuration(stopGraceMs)}, so its run ended without it.`.trimStart();
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
