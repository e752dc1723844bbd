/** Small tasks that several files call. */
import { sleep, task } from "../../sdk/index.ts";

export const add = task({ name: "add" }, async (x: number, y: number) => x + y);
export const one = task({ name: "one" }, async () => 1);
export const list = task({ name: "list" }, async () => [1, 2, 3]);
export const fails = task({ name: "fails" }, async () => {
  throw new RangeError("Fail task!");
});
/** Gives its argument after so many seconds. */
export const nap = task({ name: "nap" }, async (seconds: number) => {
  await sleep(seconds * 1_000);
  return seconds;
});
export const failOn2 = task({ name: "failOn2" }, async (x: number) => {
  if (x === 2) throw new RangeError("two");
  return x;
});

/** A value as text, errors by their message. */
export const show = task({ name: "show" }, async (x: unknown) => describeValue(x));

export function describeValue(value: unknown): unknown {
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  return Array.isArray(value) ? value.map(describeValue) : value;
}
