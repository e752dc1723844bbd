import { expect, test } from "vitest";
import { flow, task } from "../../sdk/index.ts";

const fn = async () => 1;

test.each([
  ["task", task, "task: options come first and are an object: task({ retries: 3 }, fn)."],
  ["flow", flow, "flow: options come first and are an object: flow({ retries: 1 }, fn)."],
])("options behind the function are refused rather than ignored: %s", (_name, define, message) => {
  expect(() => Reflect.apply(define, undefined, [fn, { retries: 1 }])).toThrow(message);
});
