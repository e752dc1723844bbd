import { expect, it } from "vitest";
import { waitForScheduledTime } from "../../core/rules/wait-for-scheduled-time.ts";
import type { RunState } from "../../core/states/run-state.ts";
import { completed, flowRun, minute, now, outcome, pending, running, scheduled, second, taskRun } from "./build.ts";

it.each<[string, RunState, RunState, string]>([
  [
    "a scheduled run waits for its time",
    scheduled({ scheduledAt: now + 5 * minute }),
    running(),
    "wait 300000 ms: The scheduled time is in the future.",
  ],
  [
    "a pending run waits for the time that it was scheduled for",
    pending({ scheduledAt: now + 2 * second }),
    running(),
    "wait 2000 ms: The scheduled time is in the future.",
  ],
  [
    "a part of a millisecond is waited for in full",
    scheduled({ scheduledAt: now + 1 }),
    running(),
    "wait 1 ms: The scheduled time is in the future.",
  ],
  ["a run that is due starts", scheduled({ scheduledAt: now }), running(), "pass"],
  ["a run that is overdue starts", scheduled({ scheduledAt: now - 5 * minute }), running(), "pass"],
  ["a pending run without a time starts", pending(), running(), "pass"],
  ["only Running waits", scheduled({ scheduledAt: now + 5 * minute }), completed(), "pass"],
])("%s", (_, initial, proposed, expected) => {
  for (const run of [flowRun(), taskRun()]) {
    expect(outcome(waitForScheduledTime, { run, initial, proposed })).toBe(expected);
  }
});
