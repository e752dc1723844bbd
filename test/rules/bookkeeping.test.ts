import { expect, it } from "vitest";
import { advanceTimes, initialTimes, type RunTimes } from "../../core/rules/bookkeeping.ts";
import type { RunState } from "../../core/states/run-state.ts";
import { cancelled, cancelling, completed, crashed, failed, paused, pending, running, scheduled } from "./build.ts";

/** Folds the states, which are entered at 0, 10, 20, … µs, and compares what differs from the times of a new run. */
function check(states: readonly RunState[], expected: Partial<RunTimes>): void {
  let times = initialTimes;
  let previous: RunState | null = null;
  for (const [index, state] of states.entries()) {
    const next = { ...state, at: index * 10 };
    times = advanceTimes(times, previous, next);
    previous = next;
  }
  expect(times).toEqual({ ...initialTimes, ...expected });
}

const awaitingRetry = scheduled({ name: "AwaitingRetry", scheduledAt: 500 });

it("a run that has not run has neither start nor end", () => {
  check([pending()], { expectedStartAt: 0 });
});

it("an ordinary run starts with Running and ends with its final state", () => {
  check([pending(), running(), completed()], { startAt: 10, endAt: 20, totalRunTimeUs: 10, runCount: 1, expectedStartAt: 0 });
});

it("a scheduled run is expected at its time, and due until it leaves Scheduled", () => {
  check([scheduled({ scheduledAt: 700 })], { expectedStartAt: 700, nextScheduledStartAt: 700 });
  check([scheduled({ scheduledAt: 700 }), pending()], { expectedStartAt: 700 });
});

it("a run that is scheduled anew is due at the new time, but expected at the old", () => {
  check([scheduled({ scheduledAt: 700 }), scheduled({ name: "Late", scheduledAt: 900 })], {
    expectedStartAt: 700,
    nextScheduledStartAt: 900,
  });
});

it("the time of all attempts counts, the time between them does not", () => {
  check([pending(), running(), awaitingRetry, running({ name: "Retrying" }), failed()], {
    ...{ startAt: 10, endAt: 40, totalRunTimeUs: 20, runCount: 2, expectedStartAt: 0 },
  });
});

it("a retry without a delay is another run", () => {
  check([pending(), running(), running({ name: "Retrying" }), completed()], {
    ...{ startAt: 10, endAt: 30, totalRunTimeUs: 20, runCount: 2, expectedStartAt: 0 },
  });
});

it("while a run awaits its retry it has a time at which it is due and no end", () => {
  check([pending(), running(), awaitingRetry], {
    ...{ startAt: 10, totalRunTimeUs: 10, runCount: 1, expectedStartAt: 0, nextScheduledStartAt: 500 },
  });
});

it("a run that resumes from a pause goes on with its attempt", () => {
  check([pending(), running(), paused(), running(), completed()], {
    ...{ startAt: 10, endAt: 40, totalRunTimeUs: 20, runCount: 1, expectedStartAt: 0 },
  });
});

it("a suspended run remembers that it resumes until it runs", () => {
  const suspended = paused({ name: "Suspended", suspended: true });
  const resuming = scheduled({ name: "Resuming", scheduledAt: 30 });
  check([pending(), running(), suspended, resuming, pending()], {
    ...{ startAt: 10, totalRunTimeUs: 10, runCount: 1, expectedStartAt: 0, isResuming: true },
  });
  check([pending(), running(), suspended, resuming, pending(), running(), failed()], {
    ...{ startAt: 10, endAt: 60, totalRunTimeUs: 20, runCount: 1, expectedStartAt: 0 },
  });
});

it("a retry after a resume is a new attempt", () => {
  check([pending(), running(), paused(), running(), awaitingRetry, running({ name: "Retrying" })], {
    ...{ startAt: 10, totalRunTimeUs: 20, runCount: 2, expectedStartAt: 0 },
  });
});

it("a pause that is cancelled leaves nothing to resume", () => {
  check([pending(), running(), paused(), cancelling(), cancelled()], {
    ...{ startAt: 10, endAt: 40, totalRunTimeUs: 10, runCount: 1, expectedStartAt: 0 },
  });
});

it("of two final states the first tells the end", () => {
  check([pending(), running(), completed(), completed({ name: "RolledBack" })], {
    ...{ startAt: 10, endAt: 20, totalRunTimeUs: 10, runCount: 1, expectedStartAt: 0 },
  });
});

it("a run that runs again after its end has none until it ends again", () => {
  check([pending(), running(), failed(), running({ name: "Rerunning" })], {
    ...{ startAt: 10, totalRunTimeUs: 10, runCount: 2, expectedStartAt: 0 },
  });
  check([pending(), running(), failed(), running({ name: "Rerunning" }), completed()], {
    ...{ startAt: 10, endAt: 40, totalRunTimeUs: 20, runCount: 2, expectedStartAt: 0 },
  });
});

it("a crash or cancellation before Running leaves the run without start and end", () => {
  check([pending(), crashed()], { expectedStartAt: 0 });
  check([pending(), cancelled()], { expectedStartAt: 0 });
});

it("a run that fails or completes without running starts as it ends", () => {
  check([pending(), failed()], { startAt: 10, endAt: 10, expectedStartAt: 0 });
  check([pending(), completed({ name: "Cached" })], { startAt: 10, endAt: 10, expectedStartAt: 0 });
});
