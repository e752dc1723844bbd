import { expect, test } from "vitest";
import type { RunRequest } from "../../core/protocol/run-request.ts";
import { flow } from "../../sdk/index.ts";
import { findFlow } from "../../sdk/runner/find-flow.ts";
import { revive } from "../../sdk/runner/parameters.ts";

function argumentsOf(parameters: RunRequest["parameters"]): readonly unknown[] {
  const found = findFlow({ pair: flow(async (a: unknown, b: unknown) => [a, b]) }, [], null, "/flows/file.ts");
  return found.kind === "found" ? revive(parameters, found.definition, undefined) : expect.fail(found.message);
}

test("a value of a request that was not recorded is an error that names it, not undefined", () => {
  const error = { code: "MILLRACE_MISSING_RESULT", message: expect.stringContaining('parameter "b"') as string };
  expect(() => argumentsOf({ a: { v: 1 }, b: { m: "{ … }" } })).toThrow(expect.objectContaining(error));
});

test("a value that a request leaves out is undefined", () => {
  expect(argumentsOf({ b: { v: 2 } })).toEqual([undefined, 2]);
});
