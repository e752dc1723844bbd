import { expect, test } from "vitest";
import { EngineStart } from "../../core/presentation/engine-start.ts";

function makeStart(): { start: EngineStart; isStarted(): boolean; pass(ms: number): void } {
  let nowMs = 0;
  let starts = 0;
  let next: { readonly atMs: number; readonly callback: () => void } | undefined;
  const startTimer = (delayMs: number, callback: () => void): { cancel(): void } => {
    next = { atMs: nowMs + delayMs, callback };
    return { cancel: () => (next = undefined) };
  };
  const start = new EngineStart({ nowUs: () => nowMs * 1_000, startTimer }, () => (starts += 1));
  return {
    start,
    isStarted() {
      expect(starts).toBeLessThan(2);
      return starts === 1;
    },
    pass(ms) {
      nowMs += ms;
      const due = next;
      if (due === undefined || due.atMs > nowMs) return;
      next = undefined;
      due.callback();
    },
  };
}

test("engines start at once when no lenses are about to be drawn", () => {
  const { start, isStarted, pass } = makeStart();
  start.recalled(false);
  pass(0);
  expect(isStarted()).toBe(true);
});

test("engines start a moment after the first lenses were asked for, and after they were asked for again", () => {
  const { start, isStarted, pass } = makeStart();
  start.recalled(true);
  pass(2_000);
  start.asked();
  pass(300);
  start.asked();
  pass(300);
  expect(isStarted()).toBe(false);
  pass(100);
  expect(isStarted()).toBe(true);
  start.asked();
  pass(5_000);
  expect(isStarted()).toBe(true);
});

test("lenses that are asked for over and over do not hold the engines up", () => {
  const { start, isStarted, pass } = makeStart();
  start.recalled(true);
  for (let time = 0; time < 8; time += 1) {
    start.asked();
    pass(300);
  }
  expect(isStarted()).toBe(true);
});

test("lenses that were asked for before the memory was read are drawn first too", () => {
  const { start, isStarted, pass } = makeStart();
  start.asked();
  pass(1_000);
  expect(isStarted()).toBe(false);
  start.recalled(true);
  expect(isStarted()).toBe(false);
  pass(400);
  expect(isStarted()).toBe(true);
});

test("engines do not wait for ever for lenses that are never asked for", () => {
  const { start, isStarted, pass } = makeStart();
  start.recalled(true);
  pass(4_000);
  expect(isStarted()).toBe(true);
});
