import fc from "fast-check";
import { expect, test } from "vitest";
import { toIso } from "../../core/base/clock.ts";

test.each([
  [0, "1970-01-01T00:00:00.000000Z"],
  [1, "1970-01-01T00:00:00.000001Z"],
  [-1, "1969-12-31T23:59:59.999999Z"],
  [1_769_851_800_123_456, "2026-01-31T09:30:00.123456Z"],
  [1_769_851_800_000_000, "2026-01-31T09:30:00.000000Z"],
])("%d is %s", (us, expected) => {
  expect(toIso(us)).toBe(expected);
});

test("no microsecond is lost, and texts sort as their times do", () => {
  const times = fc.integer({ min: 0, max: Date.UTC(9999, 0) * 1_000 });
  fc.assert(
    fc.property(times, times, (a, b) => {
      const text = toIso(a);
      expect(Date.parse(`${text.slice(0, -4)}Z`) * 1_000 + Number(text.slice(-4, -1))).toBe(a);
      expect(text < toIso(b)).toBe(a < b);
    }),
  );
});
