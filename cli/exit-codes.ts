import { hasCode, MillraceError } from "../core/protocol/errors.ts";
import type { EndedRun } from "../core/protocol/engine-api.ts";

export const exitCodes = { completed: 0, notCompleted: 1, usage: 2, waiting: 3, interrupted: 130 } as const;

/** The exit code of a command that ran a flow to this end. */
export function exitCodeOf(state: EndedRun["state"], isInterrupted: boolean): number {
  if (state.type === "COMPLETED") return exitCodes.completed;
  if (isInterrupted) return exitCodes.interrupted;
  return state.type === "PAUSED" ? exitCodes.waiting : exitCodes.notCompleted;
}

/** Broken use exits with 2, broken files and machinery with 1. */
export function exitCodeOfError(error: unknown): number {
  if (!(error instanceof MillraceError)) return exitCodes.notCompleted;
  return hasCode(error, "MILLRACE_STORE_CORRUPT") ? exitCodes.notCompleted : exitCodes.usage;
}
