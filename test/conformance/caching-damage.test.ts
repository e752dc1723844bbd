import { describe, expect } from "vitest";
import { cache, flow, task } from "../../sdk/index.ts";
import { stateNames, test } from "./support.ts";

describe("Caching of what cannot be read", () => {
  test("CA21 a kept result that its serializer cannot read, whatever it throws, is a miss", async ({ engine }) => {
    const errors: unknown[] = [new SyntaxError("not\nmine"), Object.create(null), undefined];
    const resultSerializer = {
      name: "mine",
      serialize: String,
      deserialize: (): never => {
        throw errors.shift();
      },
    };
    const count = task({ name: "count", cachePolicy: cache.inputs, resultSerializer }, async (x: number) => x);
    const run = await engine.run(flow(async () => [await count(1), await count(1), await count(1), await count(1)]));
    expect([run.result, run.taskRuns.map((taskRun) => stateNames(taskRun).at(-1))]).toEqual([[1, 1, 1, 1], ["Completed", "Completed", "Completed", "Completed"]]);
    expect(run.taskRuns.map(({ why }) => why)).toEqual([
      "Not cached: nothing has been kept under its key yet.",
      'Not cached: what is kept under its key is not available (the serializer "mine" cannot read it: not mine).',
      expect.stringMatching(/^Not cached: the cache cannot be read: /),
      'Not cached: what is kept under its key is not available (the serializer "mine" cannot read it: undefined).',
    ]);
  });
});
