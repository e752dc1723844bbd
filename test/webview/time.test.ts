import { expect, test } from "vitest";
import { fitAxis, panAxis, revealSpan, showRange, toPixel, toPlace, zoomAxis } from "../../webview/layout/axis-view.ts";
import { density } from "../../webview/layout/density.ts";
import { idleGaps, timeScale } from "../../webview/layout/time-scale.ts";
import { stepFor, tickLabel, timeTicks } from "../../webview/layout/time-ticks.ts";

const limits = { start: 0, end: 1_000, size: 500, maxScale: 8 };

test("a zoom keeps what is under the pointer where it is", () => {
  const view = fitAxis(limits);
  const closer = zoomAxis(view, 200, 4, limits);
  expect(toPlace(closer, 200)).toBeCloseTo(toPlace(view, 200));
  expect(closer.scale).toBeCloseTo(view.scale * 4);
});

test("nothing is zoomed out further than all of it, or closer than the limit", () => {
  expect(zoomAxis(fitAxis(limits), 10, 0.1, limits)).toEqual(fitAxis(limits));
  expect(zoomAxis(fitAxis(limits), 10, 1e9, limits).scale).toBe(8);
});

test("panning ends at both ends", () => {
  const closer = showRange(400, 600, limits);
  expect(toPixel(closer, 400)).toBeCloseTo(0);
  expect(panAxis(closer, -1e6, limits).from).toBe(0);
  expect(toPlace(panAxis(closer, 1e6, limits), 500)).toBeCloseTo(1_020);
});

test("a range may be given backwards", () => {
  expect(showRange(600, 400, limits)).toEqual(showRange(400, 600, limits));
});

test("a span out of sight comes into the middle, one in sight moves nothing", () => {
  const view = showRange(0, 100, limits);
  expect(revealSpan(view, 50, 60, limits)).toBe(view);
  expect(toPlace(revealSpan(view, 500, 520, limits), 250)).toBeCloseTo(510);
});

test("a gap is where nothing was busy for long", () => {
  const gaps = idleGaps([[0, 100], [50, 120], [900, 1_000]], 1_000, 200);
  expect(gaps).toHaveLength(1);
  expect(gaps[0]?.from).toBeGreaterThan(120);
  expect(gaps[0]?.to).toBeLessThan(900);
});

test("what still runs leaves no gap behind it", () => {
  expect(idleGaps([[0, Infinity]], 1_000, 200)).toEqual([]);
});

test("a squeezed gap takes a small share, and places lead back to times", () => {
  const scale = timeScale([{ from: 100, to: 900 }], 1_000);
  expect(scale.placeOf(50)).toBe(50);
  expect(scale.placeOf(900) - scale.placeOf(100)).toBeCloseTo(16);
  for (const time of [0, 50, 100, 500, 899, 900, 1_000]) expect(scale.timeAt(scale.placeOf(time))).toBeCloseTo(time);
});

test("several gaps add up", () => {
  const scale = timeScale([{ from: 100, to: 300 }, { from: 500, to: 900 }], 1_000);
  expect(scale.placeOf(1_000)).toBeCloseTo(1_000 - 600 + 2 * 32);
  for (const time of [99, 200, 400, 700, 950]) expect(scale.timeAt(scale.placeOf(time))).toBeCloseTo(time);
});

test.each([
  [0, 1_000, "0"],
  [250, 50, "0.25ms"],
  [20_000, 10_000, "20ms"],
  [1_500_000, 500_000, "1.5s"],
  [15_000_000, 5_000_000, "15s"],
  [90_000_000, 30_000_000, "1m 30s"],
  [120_000_000, 60_000_000, "2m"],
  [3_900_000_000, 300_000_000, "1h 05m"],
  [172_800_000_000, 86_400_000_000, "2d"],
])("%i µs in steps of %i is labelled %s", (time, step, label) => {
  expect(tickLabel(time, step)).toBe(label);
});

test("steps are round, also beyond days", () => {
  expect([3, 7_000, 1.2e7, 1e8, 3e11].map(stepFor)).toEqual([5, 10_000, 15_000_000, 120_000_000, 432_000_000_000]);
});

test("ticks stand at round times, and none in a gap", () => {
  const scale = timeScale([{ from: 150_000, to: 850_000 }], 1_000_000);
  const view = fitAxis({ start: 0, end: scale.placeOf(1_000_000), size: 400, maxScale: 8 });
  const labels = timeTicks(view, scale, 400, 40).map(({ label }) => label);
  expect(labels).toEqual(["0", "50ms", "100ms", "150ms", "850ms", "900ms", "950ms", "1.00s"]);
});

test("density counts how much of each bucket is covered", () => {
  const spans: readonly (readonly [number, number])[] = [[0, 100], [0, 50], [25, 75]];
  expect([...density(spans, 4, 0, 100)]).toEqual([2, 3, 2, 1]);
});

test("however short a span, it is seen", () => {
  const values = density([[10, 10]], 4, 0, 100);
  expect(values[0]).toBeGreaterThan(0);
});

test("what lies outside of what is looked at does not count", () => {
  expect([...density([[-50, -10], [150, 200]], 4, 0, 100)]).toEqual([0, 0, 0, 0]);
});
