import { expect, test } from "vitest";
import { durationOf, segmentsOf, spanOf, splitTimes } from "../../webview/layout/spans.ts";
import { stateNames, states } from "./build.ts";

/** Segments as text: `kind from-to attempt→outcome`, in milliseconds. */
function segments(text: string, nowMs: number, pausesMs: readonly number[] = []): string[] {
  const found = segmentsOf(stateNames, states(text), nowMs * 1_000, pausesMs.map((ms) => ms * 1_000));
  return found.map(({ kind, from, to, attempt, outcome }) => `${kind} ${from / 1_000}-${to / 1_000} ${attempt}→${outcome ?? "…"}`);
}

test("each state lasts until the next", () => {
  expect(segments("pending 0 running 10 completed 50", 99)).toEqual(["queued 0-10 0→RUNNING", "running 10-50 1→COMPLETED"]);
});

test("what goes on lasts until now", () => {
  expect(segments("pending 0 running 10", 70)).toEqual(["queued 0-10 0→RUNNING", "running 10-70 1→…"]);
});

test("a wait for a retry is told from the attempts around it", () => {
  expect(segments("pending 0 running 1 awaitingRetry 5 retrying 25 failed 30", 99)).toEqual([
    "queued 0-1 0→RUNNING",
    "running 1-5 1→SCHEDULED",
    "retryWait 5-25 1→RUNNING",
    "running 25-30 2→FAILED",
  ]);
});

test("between an end and a resume nothing is drawn", () => {
  expect(segments("pending 0 running 1 failed 5 pending 60 running 61 completed 70", 99)).toEqual([
    "queued 0-1 0→RUNNING",
    "running 1-5 1→FAILED",
    "queued 60-61 1→RUNNING",
    "running 61-70 2→COMPLETED",
  ]);
});

test("what a debugger held is cut out of what ran", () => {
  expect(segments("pending 0 running 10 completed 100", 99, [20, 30, 40, 60])).toEqual([
    "queued 0-10 0→RUNNING",
    "running 10-20 1→COMPLETED",
    "debugged 20-30 1→COMPLETED",
    "running 30-40 1→COMPLETED",
    "debugged 40-60 1→COMPLETED",
    "running 60-100 1→COMPLETED",
  ]);
});

test("a pause that goes on lasts until now", () => {
  expect(segments("pending 0 running 10", 50, [20])).toEqual(["queued 0-10 0→RUNNING", "running 10-20 1→…", "debugged 20-50 1→…"]);
});

test("a span says when it began to run, when it ended and how often it was tried", () => {
  expect(spanOf(stateNames, states("pending 0 running 1 awaitingRetry 5 retrying 25 completed 30"))).toEqual({
    from: 0,
    startAt: 1_000,
    endAt: 30_000,
    type: "COMPLETED",
    stateName: "Completed",
    attempts: 2,
    rest: 0,
  });
});

test("what lay between an end and a resume is no part of the duration", () => {
  const resumed = spanOf(stateNames, states("pending 0 running 10 failed 50 pending 9000 running 9001 completed 9031"));
  expect([resumed.rest, durationOf(resumed, 0)]).toEqual([8_950_000, 71_000]);
});

test("what lay between an end and a rollback is no part of the duration either", () => {
  const rolledBack = spanOf(stateNames, states("pending 0 running 10 completed 50 rolledBack 9000"));
  expect([durationOf(rolledBack, 0), rolledBack.stateName, rolledBack.endAt]).toEqual([40_000, "RolledBack", 9_000_000]);
});

test("a run that was answered from a record never ran", () => {
  expect(spanOf(stateNames, states("pending 3 cached 4"))).toMatchObject({ startAt: undefined, endAt: 4_000, stateName: "Cached", attempts: 0 });
});

test("time is summed by what it was spent on", () => {
  const found = segmentsOf(stateNames, states("pending 0 running 10 awaitingRetry 15 retrying 45 completed 60"), 0);
  expect(splitTimes(found)).toEqual({ queued: 10_000, running: 20_000, retryWait: 30_000, paused: 0, debugged: 0 });
});
