import type { RunState } from "../states/run-state.ts";
import { isFinalType, type StateType } from "../states/state-type.ts";

/**
 * What the states of a run come to in time. Points in time and spans are microseconds; `null` where there is none (yet).
 */
export interface RunTimes {
  /** When it ran first; a run that completes or fails without ever running starts as it ends. */
  readonly startAt: number | null;
  /** When it ended; `null` again while it runs once more, and for a run that crashed or was cancelled before it ran. */
  readonly endAt: number | null;
  /** Time spent in RUNNING, and in CANCELLING after it, all attempts together, up to the last change of state. */
  readonly totalRunTimeUs: number;
  /** How often it has entered RUNNING, resumes from a pause not counted. */
  readonly runCount: number;
  /** When the first state meant it to start. */
  readonly expectedStartAt: number | null;
  /** When it is due, while it is SCHEDULED. */
  readonly nextScheduledStartAt: number | null;
  /** True from leaving PAUSED until it runs or ends: the next RUNNING goes on with the old attempt. */
  readonly isResuming: boolean;
}

export const initialTimes: RunTimes = {
  startAt: null,
  endAt: null,
  totalRunTimeUs: 0,
  runCount: 0,
  expectedStartAt: null,
  nextScheduledStartAt: null,
  isResuming: false,
};

/**
 * The times after `next`, given those after `previous`, the state before it (`null`: `next` is the first). To be folded
 * over every accepted state in order, forced ones included.
 *
 * Source: Prefect, `src/prefect/server/orchestration/global_policy.py`: `SetStartTime`, `SetEndTime`, `IncrementRunTime`,
 * `IncrementFlowRunCount`, `IncrementTaskRunCount`, `SetExpectedStartTime`, `SetNextScheduledStartTime`,
 * `RemoveResumingIndicator`. There a run that fails before it runs has no start; here it has one, so that a flow run
 * with invalid parameters stands in a timeline; and the time that code takes to stop counts.
 */
export function advanceTimes(times: RunTimes, previous: RunState | null, next: RunState): RunTimes {
  const { type, at } = next;
  const isRunning = type === "RUNNING";
  const isFinal = isFinalType(type);
  const isResuming = times.isResuming || previous?.type === "PAUSED";
  const startAt = times.startAt ?? (isRunning || type === "COMPLETED" || type === "FAILED" ? at : null);
  return {
    startAt,
    endAt: isFinal && startAt !== null ? (times.endAt ?? at) : null,
    totalRunTimeUs: isAtWork(times, previous) ? times.totalRunTimeUs + at - previous.at : times.totalRunTimeUs,
    runCount: isRunning && !isResuming ? times.runCount + 1 : times.runCount,
    expectedStartAt: times.expectedStartAt ?? (type === "SCHEDULED" ? next.scheduledAt : at),
    nextScheduledStartAt: type === "SCHEDULED" ? next.scheduledAt : null,
    isResuming: isResuming && !isRunning && !isFinal && type !== "PAUSED",
  };
}

/** Whether its code may be running: also from the request to cancel it until it has stopped. */
function isAtWork({ startAt, isResuming }: RunTimes, state: RunState | null): state is RunState {
  // A pause that is cancelled was no work.
  return state !== null && startAt !== null && (state.type === "RUNNING" || (isWorkType(state.type) && !isResuming));
}

/** Whether time in such a state counts, once the run has started. */
export function isWorkType(type: StateType): boolean {
  return type === "RUNNING" || type === "CANCELLING";
}

/** The times of a run that has been in these states, from its first on. */
export function timesOf(states: readonly RunState[]): RunTimes {
  let times = initialTimes;
  let previous: RunState | null = null;
  for (const state of states) {
    times = advanceTimes(times, previous, state);
    previous = state;
  }
  return times;
}

/** What folding Pending at `at` and Running right after it gives, which is how nearly every task run begins. */
export function timesOfBegin(at: number): RunTimes {
  return {
    startAt: at + 1,
    endAt: null,
    totalRunTimeUs: 0,
    runCount: 1,
    expectedStartAt: at,
    nextScheduledStartAt: null,
    isResuming: false,
  };
}
