import { expect, test } from "vitest";
import { groupRuns } from "../../core/presentation/run-groups.ts";
import type { RunSummary } from "../../core/protocol/run-summary.ts";
import { makeRun, makeRunningRun, makeWaitingRun, noonUs, secondUs } from "./builders.ts";

const hourUs = 3_600 * secondUs;

function tree(runs: readonly RunSummary[], offsetMinutes = 0): string[] {
  return groupRuns(runs, noonUs, offsetMinutes).map(({ label, runs: members }) => `${label}: ${members.map(({ id }) => id).join(" ")}`);
}

test("what waits for a person comes first, then what runs, then days, newest first", () => {
  const runs = [
    makeRun({ id: "old", createdAt: noonUs - 72 * hourUs }),
    makeRun({ id: "yesterday", createdAt: noonUs - 20 * hourUs }),
    makeRun({ id: "morning", createdAt: noonUs - 3 * hourUs }),
    makeRun({ id: "recent", createdAt: noonUs - hourUs }),
    makeWaitingRun({ id: "asks", createdAt: noonUs - 40 * hourUs }),
    makeRunningRun({ id: "long", createdAt: noonUs - 30 * hourUs }),
  ];
  expect(tree(runs)).toEqual(["Waiting for you: asks", "Running: long", "Today: recent morning", "Yesterday: yesterday", "2026-01-28: old"]);
});

test("days are those of the user's clock", () => {
  const runs = [makeRun({ id: "late", createdAt: noonUs - 11 * hourUs })];
  expect(tree(runs, -120)).toEqual(["Yesterday: late"]);
  expect(tree(runs, 120)).toEqual(["Today: late"]);
});
