import { expect, test } from "vitest";
import { ageOf, durationMs, lookOf, runDescription, spokenRun } from "../../core/presentation/run-look.ts";
import { makeFailedRun, makeRun, makeRunningRun, noonUs, secondUs } from "./builders.ts";

test.each([
  [10, "just now"],
  [44, "just now"],
  [46, "1 min ago"],
  [150, "3 min ago"],
  [3_569, "59 min ago"],
  [3_600, "1 h ago"],
  [5 * 3_600, "5 h ago"],
  [26 * 3_600, "1 d ago"],
])("what ended %d seconds ago is %s", (seconds, expected) => {
  expect(ageOf(makeRun({ endAt: noonUs - seconds * secondUs }), noonUs)).toBe(expected);
});

test("a clock that was set back makes no age in the future", () => {
  expect(ageOf(makeRun({ endAt: noonUs + 60 * secondUs }), noonUs)).toBe("just now");
});

test("a list shows progress while a run goes on, duration and age afterwards", () => {
  expect(runDescription(makeRunningRun(), noonUs)).toBe("4/12 · 3.2s");
  expect(runDescription(makeRun(), noonUs)).toBe("1.8s · 2 min ago");
});

test("the time between an end and a resume is no part of a duration", () => {
  expect(runDescription(makeRun({ restUs: 800_000 }), noonUs)).toBe("1.0s · 2 min ago");
});

test("a run that ended before it began took no time", () => {
  const crashed = makeRun({ state: { type: "CRASHED", name: "Crashed", message: null }, startAt: null, endAt: null });
  expect(runDescription(crashed, noonUs + 60 * secondUs)).toMatch(/^0ms · /);
});

test("a screen reader hears what the icon says", () => {
  expect(spokenRun(makeFailedRun(), noonUs)).toBe("load, run brisk-heron, failed in upload, took 1.8s, 2 min ago");
  expect(spokenRun(makeRunningRun(), noonUs)).toBe("load, run brisk-heron, running, 4/12 tasks");
});

test("a run whose owner cannot be seen does not spin for ever", () => {
  expect(lookOf(makeRunningRun({ problem: "Its owner is on another machine." })).icon).toBe("question");
});

test("a run that goes on takes longer and longer, but for one with a problem", () => {
  const took = (problem: string | null): readonly number[] => {
    const run = makeRunningRun({ startAt: noonUs, problem });
    return [1, 60].map((seconds) => durationMs(run, noonUs + seconds * secondUs));
  };
  expect([took(null), took("unreadable from record 6: garbage")]).toEqual([[1_000, 60_000], [0, 0]]);
});
