/** How a run looks wherever it is listed: icon, words, duration, age. */
import { formatDuration } from "../base/duration.ts";
import type { RunSummary } from "../protocol/run-summary.ts";
import { isFinalType, type StateType } from "../states/state-type.ts";
import { isWaiting } from "./waiting-words.ts";

export interface RunLook {
  /** Name of a codicon. */
  readonly icon: string;
  /** Id of a theme colour; `undefined`: that of text. */
  readonly color: string | undefined;
}

const looks: Readonly<Record<StateType, RunLook>> = {
  SCHEDULED: { icon: "watch", color: "testing.iconQueued" },
  PENDING: { icon: "circle-outline", color: "testing.iconQueued" },
  RUNNING: { icon: "loading~spin", color: undefined },
  PAUSED: { icon: "debug-pause", color: "charts.purple" },
  CANCELLING: { icon: "loading~spin", color: undefined },
  COMPLETED: { icon: "pass", color: "testing.iconPassed" },
  FAILED: { icon: "error", color: "testing.iconFailed" },
  CANCELLED: { icon: "circle-slash", color: "testing.iconSkipped" },
  CRASHED: { icon: "flame", color: "testing.iconErrored" },
};

/** One whose child flow waits for a person looks as if it waited itself. */
export function lookOf(run: RunSummary): RunLook {
  const { state, problem } = run;
  if (problem === null && isWaiting(run)) return looks.PAUSED;
  return problem !== null && !isFinalType(state.type) ? { icon: "question", color: "testing.iconQueued" } : looks[state.type];
}

/** `completed`, `failed in load`, `timed out in load`. */
export function stateWords({ state, failure }: RunSummary): string {
  const words = state.name.replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
  return failure?.task == null ? words : `${words} in ${failure.task.name}`;
}

/** Nothing for a run that ended before it began, and for one with a problem, of which nobody here knows whether it still goes on. */
export function durationMs({ state, startAt, endAt, createdAt, restUs, problem }: RunSummary, nowUs: number): number {
  const from = startAt ?? createdAt;
  const to = endAt ?? (isFinalType(state.type) || problem !== null ? from : nowUs);
  return Math.max(0, (to - from - restUs) / 1_000);
}

/** Time since the run ended, else since it was made: `just now`, `2 min ago`. */
export function ageOf({ endAt, createdAt }: RunSummary, nowUs: number): string {
  const seconds = Math.max(0, (nowUs - (endAt ?? createdAt)) / 1_000_000);
  if (seconds < 45) return "just now";
  if (seconds < 3_570) return `${Math.max(1, Math.round(seconds / 60))} min ago`;
  if (seconds < 84_600) return `${Math.round(seconds / 3_600)} h ago`;
  return `${Math.round(seconds / 86_400)} d ago`;
}

/** Behind a run's name in a list: `4/12 · 3.2s`, `1.8s · 2 min ago`. */
export function runDescription(run: RunSummary, nowUs: number): string {
  const duration = formatDuration(durationMs(run, nowUs));
  return isFinalType(run.state.type) ? `${duration} · ${ageOf(run, nowUs)}` : `${progressOf(run)} · ${duration}`;
}

export function progressOf(run: RunSummary): string {
  const { tasks, state } = run;
  if (isWaiting(run)) return "waits for you";
  return state.type === "RUNNING" ? `${tasks.completed}/${tasks.total}` : state.name;
}

/** Ended before it was done: some of its task runs may be run again, and the rest be reused. */
export function isPartial({ state, tasks }: RunSummary): boolean {
  return isFinalType(state.type) && state.type !== "COMPLETED" && tasks.total > 0;
}

/** What a screen reader says of a run. */
export function spokenRun(run: RunSummary, nowUs: number): string {
  const words = `${run.flow}, run ${run.name}, ${stateWords(run)}`;
  return isFinalType(run.state.type) ? `${words}, took ${formatDuration(durationMs(run, nowUs))}, ${ageOf(run, nowUs)}` : `${words}, ${isWaiting(run) ? "waits for you" : `${progressOf(run)} tasks`}`;
}
