import { expect, test } from "vitest";
import { exponentialBackoff, readRetryDelay } from "../../sdk/definition/retry-delay.ts";

function check(value: unknown, retries: number, expected: readonly number[] | undefined): void {
  expect(readRetryDelay('task "get"', value, retries)).toEqual(expected);
}

test("one delay is that of every retry", () => {
  check(250, 3, [250]);
  check("2s", 3, [2_000]);
  check(0, 3, [0]);
});

test("a list has a delay for each retry", () => {
  check([100, "1s", "1m"], 3, [100, 1_000, 60_000]);
  check([], 3, []);
});

test("what is no delay, or a list with something that is none, is refused by whoever reads the option", () => {
  for (const value of [-1, "soon", null, undefined, {}, [100, "soon"], [[100]], { kind: "linear" }]) check(value, 3, undefined);
});

test("a list of more than 50 delays is refused", () => {
  expect(readRetryDelay("x", Array.from({ length: 50 }, () => 1), 3)).toHaveLength(50);
  expect(() => readRetryDelay('task "get"', Array.from({ length: 51 }, () => 1), 3)).toThrow(/task "get": option "retryDelay" has 51 delays.*50/);
});

test("delays that grow double, up to the longest", () => {
  check(exponentialBackoff({ base: "1s" }), 4, [1_000, 2_000, 4_000, 8_000]);
  check(exponentialBackoff({ base: 100, factor: 10, max: "1m" }), 5, [100, 1_000, 10_000, 60_000, 60_000]);
  check(exponentialBackoff({ base: 100, factor: 1 }), 2, [100, 100]);
  check(exponentialBackoff({ base: 0 }), 2, [0, 0]);
  check(exponentialBackoff({ base: 100 }), 0, []);
});

test("delays that grow are as many as a list may have, and each can be waited for", () => {
  const delays = readRetryDelay("x", exponentialBackoff({ base: 1, max: "1d" }), 1_000);
  expect(delays).toHaveLength(50);
  expect((delays as readonly number[]).at(-1)).toBe(86_400_000);
});

test.each([
  [{ base: -1 }, /base is -1, expected a number of milliseconds/],
  [{ base: "soon" as never }, /base is "soon"/],
  [{ base: 1, max: "later" as never }, /max is "later"/],
  [{ base: 1, factor: 0.5 }, /factor is 0.5, expected a number ≥ 1/],
  [{ base: 1, factor: Number.NaN }, /factor is .*, expected a number ≥ 1/],
])("%o is refused with what was given", (options, message) => {
  expect(() => exponentialBackoff(options)).toThrow(message);
});

test("a function is asked before each retry, and must give a delay", () => {
  const delays = readRetryDelay('task "get"', (attempt: number) => (attempt < 3 ? `${attempt}s` : "soon"), 5);
  if (typeof delays !== "function") expect.fail("a function is expected");
  expect([delays(1), delays(2)]).toEqual([1_000, 2_000]);
  expect(() => delays(3)).toThrow(/task "get": the function "retryDelay" returned "soon"/);
});
