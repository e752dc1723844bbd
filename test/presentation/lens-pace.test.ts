import { expect, test } from "vitest";
import type { Clock } from "../../core/base/clock.ts";
import { LensPace } from "../../core/presentation/lens-pace.ts";

interface Lenses {
  readonly pace: LensPace;
  told(): number;
  /** What the lenses say from now on. */
  say(text: string | undefined): void;
  /** As VS Code does it a moment after it was told. */
  ask(): void;
  pass(ms: number): void;
}

/** Of one document, whose lenses say the time unless they are given a text. */
function makeLenses(): Lenses {
  let nowMs = 0;
  let told = 0;
  let said: { readonly text: string | undefined } | undefined;
  let next: { readonly atMs: number; readonly callback: () => void } | undefined;
  const clock: Clock = {
    nowUs: () => nowMs * 1_000,
    startTimer(delayMs, callback) {
      next = { atMs: nowMs + delayMs, callback };
      return { cancel: () => (next = undefined) };
    },
  };
  const textNow = (): string | undefined => (said === undefined ? String(nowMs) : said.text);
  const pace = new LensPace(clock, () => (told += 1), textNow);
  return {
    pace,
    told: () => told,
    say: (text) => (said = { text }),
    ask: () => pace.asked("a.ts", textNow() ?? ""),
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

test("nothing is told before the lenses were first asked for, which VS Code does by itself", () => {
  const { pace, told, pass } = makeLenses();
  pace.changed(true);
  pass(5_000);
  expect(told()).toBe(0);
});

test("a change that leaves the lenses as they were answered is not told", () => {
  const { pace, told, say, ask, pass } = makeLenses();
  say("Run flow");
  ask();
  pace.changed(false);
  pass(60_000);
  expect(told()).toBe(0);
  say("Stop");
  pace.changed(false);
  expect(told()).toBe(1);
});

test("a document that is not open any more is told of no more", () => {
  const { pace, told, say, ask, pass } = makeLenses();
  ask();
  say(undefined);
  pace.changed(false);
  pass(60_000);
  expect(told()).toBe(0);
});

test("a burst of changes is told once until the lenses were asked for", () => {
  const { pace, told, say, ask } = makeLenses();
  say("0");
  ask();
  for (let change = 1; change < 5; change++) {
    say(String(change));
    pace.changed(false);
  }
  expect(told()).toBe(1);
  ask();
  say("5");
  pace.changed(false);
  expect(told()).toBe(2);
});

test("a change that VS Code forgot is told again", () => {
  const { pace, told, ask, pass } = makeLenses();
  ask();
  pass(1);
  pace.changed(false);
  pass(1_300);
  expect(told()).toBe(2);
});

test("while a run goes on the lenses are told of as often as they are asked for", () => {
  const { pace, told, ask, pass } = makeLenses();
  ask();
  pass(1);
  pace.changed(true);
  for (let second = 0; second < 4; second++) {
    ask();
    pass(800);
  }
  expect(told()).toBe(5);
});

test("ages grow while nothing happens", () => {
  const { pace, told, ask, pass } = makeLenses();
  ask();
  pass(1);
  pace.changed(false);
  ask();
  pass(1_200);
  ask();
  pass(31_000);
  expect(told()).toBe(3);
});
