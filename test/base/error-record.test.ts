import fc from "fast-check";
import { expect, test } from "vitest";
import { MillraceError } from "../../core/base/millrace-error.ts";
import { toErrorRecord } from "../../core/states/error-record.ts";

test("an error is told by its name, message, stack, code and causes", () => {
  const error = new MillraceError("MILLRACE_X", "it broke", { cause: new RangeError("too far", { cause: "a stone" }) });
  const record = toErrorRecord(error);
  expect(record).toEqual({
    name: "MillraceError",
    message: "it broke",
    code: "MILLRACE_X",
    stack: error.stack,
    cause: { name: "RangeError", message: "too far", stack: expect.any(String), cause: { name: "Error", message: "a stone" } },
  });
});

test.each<[unknown, string]>([
  ["a text", "a text"],
  [404, "404"],
  [null, "null"],
  [undefined, "undefined was thrown, or a promise was rejected without a reason."],
  [Symbol("s"), "Symbol(s)"],
  [{ status: 503 }, '{"status":503}'],
  [{ big: 1n }, "[object Object]"],
])("%o, thrown, is told as %o", (thrown, message) => {
  expect(toErrorRecord(thrown)).toEqual({ name: "Error", message });
});

test("an error of another realm is one by its shape", () => {
  expect(toErrorRecord({ name: "AbortError", message: "stopped", stack: 5, code: 20 })).toEqual({ name: "AbortError", message: "stopped" });
});

test("what an AggregateError gathered is told, and nothing else under that name", () => {
  const rejections = [new RangeError("too far", { cause: "a stone" }), "text"];
  expect(toErrorRecord(new AggregateError(rejections, "all")).errors).toEqual([
    { name: "RangeError", message: "too far", stack: expect.any(String), cause: { name: "Error", message: "a stone" } },
    { name: "Error", message: "text" },
  ]);
  expect(toErrorRecord(Object.assign(new Error("invalid"), { errors: [1] }))).not.toHaveProperty("errors");
});

test("an AggregateError that gathered itself ten times is told two lists deep", () => {
  const error = new AggregateError([]);
  error.errors = Array.from({ length: 20 }, () => error);
  expect(JSON.stringify(toErrorRecord(error)).match(/"errors"/g)).toHaveLength(11);
});

test("an error that is its own cause is told eight causes deep", () => {
  const error = new Error("of itself");
  error.cause = error;
  expect(JSON.stringify(toErrorRecord(error)).match(/"cause"/g)).toHaveLength(8);
});

test("whatever is thrown can be told", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const getter = {
    name: "x",
    get message(): never {
      throw new Error("not now");
    },
  };
  for (const thrown of [proxy, getter, { name: Object.create(null), message: "" }, Object.assign(new Error("x"), { cause: proxy })]) {
    expect(toErrorRecord(thrown)).toEqual({ name: "Error", message: "A value was thrown that throws when it is looked at." });
  }
  const anything = fc.anything({ withBigInt: true, withNullPrototype: true, withBoxedValues: true });
  fc.assert(fc.property(anything, (thrown) => typeof toErrorRecord(thrown).message === "string"));
});
