/** Values that are nested deeper than the stack is. */
import { expect, onTestFinished, test } from "vitest";
import { flow, task } from "../../sdk/index.ts";
import { createTestEngine, type TestEngine } from "../../testing/index.ts";

async function newEngine(): Promise<TestEngine> {
  const engine = await createTestEngine();
  onTestFinished(() => engine.close());
  return engine;
}

function nested(innermost: unknown): unknown {
  let value = innermost;
  for (let depth = 0; depth < 10_000; depth += 1) value = depth % 2 === 0 ? { value } : [value];
  return value;
}

function innermost(value: unknown): unknown {
  let inner = value;
  while (typeof inner === "object" && inner !== null) [inner] = Object.values(inner) as readonly unknown[];
  return inner;
}

const dig = task({ name: "dig" }, async (value: unknown) => innermost(value));
const make = task(async () => nested(4));

test.for([
  ["a call", flow(async () => await dig(nested(4)))],
  ["a submitted call", flow(async () => await dig.submit(nested(4)))],
  ["a map", flow(async () => (await dig.map([nested(4)]))[0])],
  ["a child flow", flow(async () => await flow(async (value: unknown) => innermost(value))(nested(4)))],
  ["what a task has returned", flow(async () => await dig((await make()) as object))],
] as const)("one is the argument of %s, and is not recorded", async ([, nests]) => {
  const run = await (await newEngine()).run(nests);
  expect(run.result).toBe(4);
  expect(Object.values(run.taskRuns.at(-1)?.inputs ?? {})).toEqual([{ $notRecorded: expect.stringMatching(/^[[{]/) }]);
});

test("a future in the depth of one is waited for, and is an edge", async () => {
  const run = await (await newEngine()).run(flow(async () => await dig(nested(task(async () => 4).submit()))));
  expect(run.result).toBe(4);
  const [upstream, digger] = run.taskRuns;
  expect(digger?.dependsOn).toEqual([{ taskRunId: upstream?.id, via: "future", parameter: "value" }]);
});
