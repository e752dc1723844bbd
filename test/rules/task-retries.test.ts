import fc from "fast-check";
import { expect, it } from "vitest";
import { hasRetriesLeft, meanRetryDelayMs, retryDelayMs } from "../../core/rules/task-retries.ts";
import { portsWith } from "./build.ts";

const factors = fc.double({ min: 0, max: 50, noNaN: true });
const means = fc.double({ min: 1, max: 1e8, noNaN: true });
const fractions = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

/** The delay that a fraction is turned into. */
function jitter(meanMs: number, retryJitter: number, fraction: number): number {
  return retryDelayMs({ runCount: 1, retryDelaysMs: [meanMs], retryJitter }, portsWith(fraction));
}

it.each([
  [0, 0, true],
  [1, 0, false],
  [1, 1, true],
  [2, 1, false],
  [6, 6, true],
])("after %i runs with %i retries allowed, another attempt follows: %s", (runCount, retries, expected) => {
  expect(hasRetriesLeft({ runCount, retries })).toBe(expected);
});

it.each<[number, readonly number[], number]>([
  [1, [], 0],
  [1, [5], 5],
  [4, [5], 5],
  [1, [1, 2], 1],
  [2, [1, 2], 2],
  [3, [1, 2], 2],
  [1, [10, 20, 40], 10],
  [3, [10, 20, 40], 40],
])("the delay after run %i with the delays %j is %i ms", (runCount, retryDelaysMs, expected) => {
  expect(meanRetryDelayMs({ runCount, retryDelaysMs })).toBe(expected);
});

it("without jitter, chance has no part in the delay", () => {
  const ports = { fraction: (): number => expect.fail("It drew a number.") };
  expect(retryDelayMs({ runCount: 1, retryDelaysMs: [5], retryJitter: 0 }, ports)).toBe(5);
  expect(retryDelayMs({ runCount: 1, retryDelaysMs: [], retryJitter: 2 }, ports)).toBe(0);
});

it.each([
  [0.5, 0, 50],
  [0.5, 0.5, 100],
  [0.5, 0.75, 125],
  [1, 0.25, 50],
  [9, 0, 0],
  [9, 0.45, 50],
  [9, 0.9, 100],
  [9, 0.95, 550],
])("a jitter of %f turns 100 ms at the fraction %f into %i ms", (factor, fraction, expected) => {
  expect(jitter(100, factor, fraction)).toBeCloseTo(expected, 9);
});

it("a jittered delay stays between max(0, d(1−f)) and d(1+f) and reaches both", () => {
  fc.assert(
    fc.property(means, factors, fractions, (mean, factor, fraction) => {
      const slack = mean * (1 + factor) * 1e-12;
      const lowest = Math.max(0, mean * (1 - factor));
      const highest = mean * (1 + factor);
      const delay = jitter(mean, factor, fraction);
      expect(delay).toBeGreaterThanOrEqual(lowest - slack);
      expect(delay).toBeLessThanOrEqual(highest + slack);
      expect(Math.abs(jitter(mean, factor, 0) - lowest)).toBeLessThanOrEqual(slack);
      expect(Math.abs(jitter(mean, factor, 1 - Number.EPSILON / 2) - highest)).toBeLessThanOrEqual(highest * 1e-9);
    }),
  );
});

it("a greater fraction never gives a shorter delay", () => {
  fc.assert(
    fc.property(means, factors, fractions, fractions, (mean, factor, one, other) => {
      const slack = mean * (1 + factor) * 1e-12;
      const shorter = jitter(mean, factor, Math.min(one, other));
      expect(jitter(mean, factor, Math.max(one, other))).toBeGreaterThanOrEqual(shorter - slack);
    }),
  );
});

it("the mean of a jittered delay is the delay, for every factor", () => {
  const steps = 2_000;
  fc.assert(
    fc.property(means, factors, (mean, factor) => {
      let sum = 0;
      for (let step = 0; step < steps; step += 1) sum += jitter(mean, factor, (step + 0.5) / steps);
      // The sum is exact but for the one step that holds the joint of the two pieces.
      expect(Math.abs(sum / steps / mean - 1)).toBeLessThanOrEqual((1 + factor) ** 2 / steps ** 2 + 1e-12);
    }),
    { numRuns: 50 },
  );
});
