import { expect, it } from "vitest";
import { copyScheduledTime } from "../../core/rules/copy-scheduled-time.ts";
import type { RunState } from "../../core/states/run-state.ts";
import { flowRun, minute, now, outcome, pending, running, scheduled, taskRun } from "./build.ts";

const inFive = now + 5 * minute;
const inTen = now + 10 * minute;

it.each<[string, RunState, RunState, string]>([
  [
    "Pending takes over the scheduled time",
    scheduled({ scheduledAt: inFive }),
    pending(),
    "amend PENDING Pending due 300s",
  ],
  ["a scheduled time of its own stays", scheduled({ scheduledAt: inFive }), pending({ scheduledAt: inTen }), "pass"],
  [
    "the next step of Pending takes over the scheduled time and the lease",
    pending({ scheduledAt: inFive, leaseId: "lease-1" }),
    pending({ name: "Submitting" }),
    "amend PENDING Submitting due 300s lease lease-1",
  ],
  [
    "a lease of its own stays",
    pending({ scheduledAt: inFive, leaseId: "lease-1" }),
    pending({ name: "Submitting", leaseId: "lease-2" }),
    "amend PENDING Submitting due 300s lease lease-2",
  ],
  ["Pending without either has nothing to give", pending(), pending({ name: "NotReady" }), "pass"],
  ["Running is left alone", scheduled({ scheduledAt: inFive }), running(), "pass"],
])("%s", (_, initial, proposed, expected) => {
  for (const run of [flowRun(), taskRun()]) {
    expect(outcome(copyScheduledTime, { run, initial, proposed })).toBe(expected);
  }
});

it("the proposed state keeps its message and time", () => {
  const proposed = pending({ at: now + 1, message: "Claimed.", why: "It was due." });
  const answer = copyScheduledTime.decide(
    { run: flowRun(), initial: scheduled({ scheduledAt: inFive }), proposed },
    { nowUs: () => now, fraction: () => 0 },
  );
  expect(answer).toEqual({ kind: "amend", state: { ...proposed, scheduledAt: inFive } });
});
