/** Words for people: durations, ages, states. */
import { formatDuration } from "../../core/base/duration.ts";
import { durationMs } from "../../core/presentation/run-look.ts";
import type { RunSummary } from "../../core/protocol/run-summary.ts";
import { isFinalType, type StateType } from "../../core/states/state-type.ts";

/** `AwaitingRetry` as `awaiting retry`. */
export function stateWords(stateName: string): string {
  return stateName.replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
}

export function durationWords(us: number): string {
  if (us < 1_000) return us < 10 ? "0ms" : `${(us / 1_000).toFixed(us < 100 ? 2 : 1)}ms`;
  return formatDuration(us / 1_000);
}

/** `now`, `5m`, `3h`, `12d`: time since, as short as a column. */
export function ageWords(us: number): string {
  const seconds = Math.max(0, us / 1e6);
  if (seconds < 45) return "now";
  if (seconds < 3_570) return `${Math.max(1, Math.round(seconds / 60))}m`;
  if (seconds < 84_600) return `${Math.round(seconds / 3_600)}h`;
  return `${Math.round(seconds / 86_400)}d`;
}

export function runDurationUs(run: RunSummary, now: number): number {
  return durationMs(run, now) * 1_000;
}

export function isOver(run: RunSummary): boolean {
  return isFinalType(run.state.type);
}

/** Name of the codicon that stands for a state. */
export const stateIcons: Readonly<Record<StateType, string>> = {
  SCHEDULED: "watch",
  PENDING: "circle-outline",
  RUNNING: "loading",
  PAUSED: "debug-pause",
  CANCELLING: "loading",
  COMPLETED: "pass",
  FAILED: "error",
  CANCELLED: "circle-slash",
  CRASHED: "flame",
};

/** The icon of a state by its name too, where the name says more than the type. */
export function iconOf(type: StateType, stateName: string): string {
  if (stateName === "AwaitingRetry") return "history";
  if (stateName === "Cached") return "pass-filled";
  if (stateName === "RolledBack") return "discard";
  if (stateName === "TimedOut") return "watch";
  return stateIcons[type];
}

/** `1 task`, `12 tasks`. */
export function counted(count: number, word: string): string {
  return `${count.toLocaleString("en")} ${word}${count === 1 ? "" : "s"}`;
}
