import { expect, test } from "vitest";
import type { RunRetention } from "../../../core/protocol/engine-api.ts";
import { chooseRuns } from "../../../engine/runs/retention/choose-runs.ts";

const dayUs = 24 * 3_600 * 1_000_000;
const dayMs = dayUs / 1_000;
const none: RunRetention = { maxRuns: null, maxAgeMs: null, maxBytes: null };
const now = 100 * dayUs;

/** Runs by the days since they ended, a to z, of 10 bytes each unless told otherwise. */
function check(ages: readonly (number | readonly [age: number, sizeBytes: number])[], retention: Partial<RunRetention>, expected: string, otherBytes = 0): void {
  const runs = ages.map((entry, index) => {
    const [age, sizeBytes] = typeof entry === "number" ? [entry, 10] : entry;
    return { id: String.fromCharCode(97 + index), at: now - age * dayUs, sizeBytes };
  });
  const chosen = chooseRuns(runs, { ...none, ...retention }, now, otherBytes);
  expect(chosen.map(({ run, reason }) => `${run.id} ${reason}`).join(", ")).toBe(expected);
}

test("without a limit nothing goes", () => check([1, 2, 300], {}, ""));

test("beyond an age the oldest go first", () => check([1, 40, 31, 29], { maxAgeMs: 30 * dayMs }, "b age, c age"));

test("beyond a number the oldest go", () => check([3, 1, 2, 4], { maxRuns: 2 }, "d count, a count"));

test("a number of 0 keeps none", () => check([1, 2], { maxRuns: 0 }, "b count, a count"));

test("beyond a size the oldest go until the rest fits", () => check([1, 2, 3, 4], { maxBytes: 25 }, "d size, c size"));

test("what stays in any case takes room too", () => check([1, 2, 3, 4], { maxBytes: 25 }, "d size, c size, b size", 10));

test("the newest run stays however large it is", () => check([[1, 1_000], 2, 3], { maxBytes: 25 }, "c size, b size"));

test("a small old run does not stay because a larger, newer one went", () => check([1, [2, 1_000], 3], { maxBytes: 25 }, "c size, b size"));

test("a run of the future is new", () => check([-2, 1, 40], { maxAgeMs: 30 * dayMs, maxRuns: 2 }, "c age"));

test("each run goes for one reason, age before number before size", () => check([1, 2, 3, 40], { maxAgeMs: 30 * dayMs, maxRuns: 2, maxBytes: 15 }, "d age, c count, b size"));
