import { expect, test } from "vitest";
import type { Clock } from "../../core/base/clock.ts";
import { LensPace } from "../../core/presentation/lens-pace.ts";

function makePace(): { pace: LensPace; told: () => number; pass(ms: number): void } {
  let nowMs = 0;
  let told = 0;
  let next: { readonly atMs: number; readonly callback: () => void } | undefined;
  const clock: Clock = {
    nowUs: () => nowMs * 1_000,
    startTimer(delayMs, callback) {
      next = { atMs: nowMs + delayMs, callback };
      return { cancel: () => (next = undefined) };
    },
  };
  return {
    pace: new LensPace(clock, () => (told += 1)),
    told: () => told,
    pass(ms) {
      const endMs = nowMs + ms;
      while (next !== undefined && next.atMs <= endMs) {
        const { atMs, callback } = next;
        nowMs = atMs;
        next = undefined;
        callback();
      }
      nowMs = endMs;
    },
  };
}

test("a burst of changes is told once until the lenses were asked for", () => {
  const { pace, told } = makePace();
  for (let change = 0; change < 5; change++) pace.changed(false);
  expect(told()).toBe(1);
  pace.asked();
  pace.changed(false);
  expect(told()).toBe(2);
});

test("a change that VS Code forgot is told again", () => {
  const { pace, told, pass } = makePace();
  pace.changed(false);
  pass(1_300);
  expect(told()).toBe(2);
});

test("while a run goes on the lenses are told of as often as they are asked for", () => {
  const { pace, told, pass } = makePace();
  pace.changed(true);
  for (let second = 0; second < 4; second++) {
    pace.asked();
    pass(800);
  }
  expect(told()).toBe(5);
});

test("ages grow while nothing happens", () => {
  const { pace, told, pass } = makePace();
  pace.changed(false);
  pace.asked();
  pass(1_200);
  pace.asked();
  pass(31_000);
  expect(told()).toBe(3);
});
