/** Serializable tasks that wait for each other's keys, in one process. */
import { describe, expect } from "vitest";
import { flow, sleep, task, transaction } from "../../sdk/index.ts";
import { createTestEngine } from "../../testing/index.ts";
import { stateNames, test } from "./support.ts";

/** Holds the first of its keys, and asks for the next one a while later. */
const chain = task({ name: "chain", cacheKey: (_, { keys }) => `key ${String(keys).slice(0, 1)}`, isolation: "serializable" }, async (keys: string): Promise<string> => {
  await sleep("1s");
  return keys.length > 1 ? keys.slice(0, 1) + (await chain(keys.slice(1))) : keys;
});

describe("Keys that are waited for in a circle", () => {
  test("of two tasks that call each other's keys, the call that closes the circle fails and says deadlock", async ({ engine }) => {
    const run = await engine.run(flow(async () => await Promise.allSettled([chain("ab"), chain("ba")])));
    expect(run.taskRuns.map((each) => [each.name, stateNames(each).at(-1)])).toEqual([
      ["chain-0", "Completed"],
      ["chain-1", "Failed"],
      ["chain-2", "Completed"],
      ["chain-3", "Failed"],
    ]);
    const message =
      "chain-3 waits for a key that is not free before chain-2 is done, and chain-2 waits for a key that is not free before chain-3 is done: waiting for it would be a deadlock.";
    expect(run.result).toMatchObject([{ value: "ab" }, { reason: { name: "DefinitionError", message } }]);
  });

  test("so does one of three, through a task between that is not cached", async ({ engine }) => {
    const between = task({ name: "between" }, async (keys: string) => await chain(keys));
    const outer = task({ name: "outer", cacheKey: (_, { key }) => `key ${String(key)}`, isolation: "serializable" }, async (key: string, next: string) => {
      await sleep("1s");
      return await between(next);
    });
    const run = await engine.run(flow(async () => (await Promise.allSettled([outer("a", "b"), outer("b", "c"), outer("c", "a")])).map(({ status }) => status)));
    expect(run.result).toContain("rejected");
    expect(run.taskRuns.map((each) => each.error?.message).filter((message) => message?.includes("deadlock"))).not.toEqual([]);
  });

  test("the same circle between two flows of one process is found too", async () => {
    const engine = await createTestEngine();
    const once = flow(async (keys: string) => await chain(keys));
    const both = flow(async () => (await Promise.allSettled([once("ab"), once("ba")])).map(({ status }) => status));
    const run = await engine.run(both);
    expect(run.result).toEqual(["fulfilled", "rejected"]);
    await engine.close();
  });

  test("a transaction that has a key is part of the circle", async ({ engine }) => {
    const one = task({ name: "one", cacheKey: (_, { key }) => `key ${String(key)}`, isolation: "serializable" }, async (key: string) => key);
    const pair = async (first: string, second: string): Promise<string> =>
      await transaction(async () => {
        await one(first);
        await sleep("1s");
        return await one(second);
      });
    const run = await engine.run(flow(async () => (await Promise.allSettled([pair("a", "b"), pair("b", "a")])).map(({ status }) => status)));
    expect(run.result).toEqual(["fulfilled", "rejected"]);
  });

  test("a circle that is closed when a key changes hands is found then", async ({ engine }) => {
    const one = task({ name: "one", cacheKey: (_, { key }) => `key ${String(key)}`, isolation: "serializable" }, async (key: string, end?: string) => {
      await sleep(end === undefined ? "1s" : "3s");
      if (end !== undefined) throw new Error(end);
      return key;
    });
    const later = async (delay: "100ms" | "500ms", key: string): Promise<string> => {
      await sleep(delay);
      return await one(key);
    };
    const run = await engine.run(
      flow(async () => {
        const first = one("k", "leaves the key to the next one").catch(() => undefined);
        // Both wait for k, which the first of them gets; it waits for b then, which the second one has.
        const left = transaction(async () => await Promise.allSettled([later("100ms", "k"), later("500ms", "b")]));
        const right = transaction(async () => [await one("b"), await Promise.allSettled([one("k")])]);
        await Promise.allSettled([first, left, right]);
      }),
    );
    expect(run.taskRuns.filter(({ error }) => error?.message.includes("deadlock") === true)).toHaveLength(1);
  });

  test("calls that wait in a line are no circle", async ({ engine }) => {
    const run = await engine.run(flow(async () => await Promise.all([chain("abc"), chain("bc"), chain("c"), chain("abc"), chain("ac")])));
    expect(run.result).toEqual(["abc", "bc", "c", "abc", "abc"]);
  });
});
