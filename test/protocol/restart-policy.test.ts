import { expect, test } from "vitest";
import { restartDelay } from "../../core/protocol/restart-policy.ts";

test.each<[number[], number | undefined]>([
  [[0], 200],
  [[0, 1_000], 1_000],
  [[0, 1_000, 3_000], 4_000],
  [[0, 1_000, 3_000, 8_000], 10_000],
  [[0, 1_000, 3_000, 8_000, 20_000], undefined],
  [[0, 1_000, 3_000, 8_000, 400_000], 200],
])("after deaths at %j ms it waits %s ms", (deaths, expected) => {
  expect(restartDelay(deaths)).toBe(expected);
});
