import { expect, test } from "vitest";
import { heldClock } from "../../sdk/process/held-clock.ts";
import { FakeClock } from "../../testing/fake-clock.ts";

interface Bench {
  readonly clock: FakeClock;
  /** A debugger holds the process: time goes on, and nothing runs. */
  hold(ms: number): void;
  /** Starts a timer and gives the times at which it fires, in milliseconds. */
  start(delayMs: number): { readonly fired: readonly number[]; cancel(): void };
}

function makeBench(): Bench {
  const clock = new FakeClock(0);
  let totalMs = 0;
  const held = heldClock(clock, { totalMs: () => totalMs });
  return {
    clock,
    hold: (ms) => {
      totalMs += ms;
      clock.moveTo(clock.nowUs() + ms * 1_000);
    },
    start: (delayMs) => {
      const fired: number[] = [];
      const timer = held.startTimer(delayMs, () => fired.push(clock.nowUs() / 1_000));
      return { fired, cancel: () => timer.cancel() };
    },
  };
}

function runOut({ clock }: Bench): void {
  while (clock.nextUs !== undefined) clock.fireNext();
}

test("a timer fires on time while nothing holds the process", () => {
  const bench = makeBench();
  const timer = bench.start(100);
  runOut(bench);
  expect(timer.fired).toEqual([100]);
});

test("a timer gets back the time for which the process was held", () => {
  const bench = makeBench();
  const timer = bench.start(100);
  bench.hold(1_000);
  runOut(bench);
  expect(timer.fired).toEqual([1_100]);
});

test("a hold before a timer was started is not counted", () => {
  const bench = makeBench();
  bench.hold(1_000);
  const timer = bench.start(100);
  runOut(bench);
  expect(timer.fired).toEqual([1_100]);
});

test("a timer that is cancelled while it gets its time back does not fire", () => {
  const bench = makeBench();
  const timer = bench.start(100);
  bench.hold(1_000);
  bench.clock.fireNext();
  timer.cancel();
  runOut(bench);
  expect(timer.fired).toEqual([]);
});

test("every hold is given back", () => {
  const bench = makeBench();
  const timer = bench.start(100);
  bench.hold(50);
  bench.clock.fireNext();
  bench.hold(200);
  runOut(bench);
  expect(timer.fired).toEqual([350]);
});
