import fc from "fast-check";
import { expect, test } from "vitest";
import { formatDuration, formatSeconds, parseDuration } from "../../core/base/duration.ts";

test.each<[unknown, number]>([
  [0, 0],
  [250, 250],
  [0.5, 0.5],
  ["250ms", 250],
  ["2s", 2_000],
  ["1.5m", 90_000],
  ["1h", 3_600_000],
  ["1d", 86_400_000],
  [" 2s ", 2_000],
  ["007s", 7_000],
])("%o is %d milliseconds", (value, expected) => {
  expect(parseDuration(value)).toBe(expected);
});

test.each<[unknown]>([
  [-1],
  [Number.NaN],
  [Number.POSITIVE_INFINITY],
  [""],
  ["2"],
  ["s"],
  ["-2s"],
  ["2 s"],
  [".5s"],
  ["1e3ms"],
  ["2S"],
  ["2s3m"],
  ["2w"],
  [`${"9".repeat(400)}d`],
  [null],
  [undefined],
  [["2s"]],
  [{}],
  [2n],
])("%o is no duration", (value) => {
  expect(parseDuration(value)).toBeUndefined();
});

test("whatever is a duration is a number of milliseconds that timers can count", () => {
  fc.assert(
    fc.property(fc.oneof(fc.anything(), fc.tuple(fc.double(), fc.constantFrom("ms", "s", "m", "h", "d")).map(([count, unit]) => `${count}${unit}`)), (value) => {
      const ms = parseDuration(value);
      expect(ms === undefined || (Number.isFinite(ms) && ms >= 0)).toBe(true);
    }),
  );
});

test.each([
  [0, "0"],
  [100, "0.1"],
  [999.6, "1"],
  [1_234, "1.234"],
  [2_000, "2"],
])("%d ms are %s seconds", (ms, expected) => {
  expect(formatSeconds(ms)).toBe(expected);
});

test.each([
  [0, "0ms"],
  [0.4, "0ms"],
  [340, "340ms"],
  [999.4, "999ms"],
  [999.5, "1.0s"],
  [2_449, "2.4s"],
  [59_949, "59.9s"],
  [59_950, "1m 00s"],
  [185_000, "3m 05s"],
  [3_599_499, "59m 59s"],
  [3_599_500, "1h 00m"],
  [7_800_000, "2h 10m"],
  [86_399_499, "23h 59m"],
  [86_399_500, "1d 0h"],
  [273_600_000, "3d 4h"],
])("%d ms are shown as %s", (ms, expected) => {
  expect(formatDuration(ms)).toBe(expected);
});
