import { expect, test } from "vitest";
import { agePeriodMs, aging } from "../../core/presentation/aging.ts";
import { FakeClock } from "../../testing/fake-clock.ts";

test("it calls back each period, until it is disposed of", () => {
  const clock = new FakeClock(0);
  const calledAt: number[] = [];
  const ages = aging(clock, () => calledAt.push(clock.nowUs() / 1_000));
  for (let times = 0; times < 3; times += 1) clock.fireNext();
  expect(calledAt).toEqual([agePeriodMs, 2 * agePeriodMs, 3 * agePeriodMs]);
  ages.dispose();
  expect(clock.nextUs).toBeUndefined();
});

test("a callback that ends it is the last", () => {
  const clock = new FakeClock(0);
  const ages = aging(clock, () => ages.dispose());
  clock.fireNext();
  expect(clock.nextUs).toBeUndefined();
});
