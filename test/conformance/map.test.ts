import { describe, expect } from "vitest";
import { allowFailure, concurrent, flatten, flow, quote, sleep, task, unmapped } from "../../sdk/index.ts";
import { test, thrownBy } from "./support.ts";
import { add, describeValue, failOn2, list, nap, one, show } from "./tasks.ts";

describe("Map: neighbours", () => {
  test("lists of unequal lengths are a MappingLengthError that names both", async ({ engine }) => {
    const run = await engine.run(
      flow(async () => {
        const error = await thrownBy(() => add.map([1, 2, 3], [4, 5]));
        return [error.name, error.message];
      }),
    );
    expect(run.result).toEqual(["MappingLengthError", expect.stringMatching(/x has 3.*y has 2/)]);
  });

  test("map without a list is a MappingIterableError", async ({ engine }) => {
    const run = await engine.run(flow(async () => (await thrownBy(() => add.map(1, 2))).name));
    expect(run.result).toBe("MappingIterableError");
  });

  test("any iterable is mapped", async ({ engine }) => {
    const numbers = function* () {
      yield* [1, 2, 3];
    };
    const run = await engine.run(flow(async () => [await add.map(new Set([1, 2]), 10), await add.map(numbers(), 10)]));
    expect(run.result).toEqual([
      [11, 12],
      [11, 12, 13],
    ]);
  });

  test("an empty list maps to an empty list", async ({ engine }) => {
    const run = await engine.run(flow(async () => await add.map([], 1)));
    expect([run.result, run.taskRuns]).toEqual([[], []]);
  });

  test("a list of futures is mapped future by future", async ({ engine }) => {
    const run = await engine.run(flow(async () => await add.map(list.submit(), [one.submit(), one.submit(), 10])));
    expect(run.result).toEqual([2, 3, 13]);
  });

  test("the list of a map may be mapped again, element by element", async ({ engine }) => {
    const run = await engine.run(flow(async () => await add.map(add.map([1, 2], 1), 10)));
    const second = run.taskRuns.slice(2).map((taskRun) => taskRun.dependsOn.map((edge) => edge.taskRunId));
    expect([run.result, second]).toEqual([[12, 13], [[run.taskRuns[0]?.id], [run.taskRuns[1]?.id]]]);
  });

  test("a mapped future that fails makes the awaited list throw UpstreamTaskError", async ({ engine }) => {
    const failingList = task({ name: "failingList" }, async (): Promise<number[]> => {
      throw new RangeError("no list");
    });
    const run = await engine.run(
      flow(async () => {
        const error = await thrownBy(async () => await show.map(failingList.submit()));
        return [error.name, describeValue(error.cause)];
      }),
    );
    expect(run.result).toEqual(["UpstreamTaskError", "RangeError: no list"]);
  });

  test("allowFailure of a list of futures is mapped element by element", async ({ engine }) => {
    const run = await engine.run(flow(async () => await show.map(allowFailure(failOn2.map([1, 2, 3])))));
    expect(run.result).toEqual([1, "RangeError: two", 3]);
  });

  test("a literal in unmapped keeps its type, and is passed whole", async ({ engine }) => {
    const inUnit = task(async (n: number, unit: "s" | "ms", digits: number[]) => `${n}${unit} ${digits.length}`);
    const run = await engine.run(flow(async () => await inUnit.map([1, 2], unmapped("ms"), unmapped([64, 256]))));
    expect(run.result).toEqual(["1ms 2", "2ms 2"]);
  });

  test("quote of a list is mapped element by element, each untouched", async ({ engine }) => {
    const isFuture = task(async (x: unknown) => typeof Reflect.get(Object(x), "taskRunId"));
    const run = await engine.run(flow(async () => await isFuture.map(quote([one.submit(), one.submit()]))));
    expect(run.result).toEqual(["string", "string"]);
  });

  test("one element that fails leaves the others alone", async ({ engine }) => {
    const run = await engine.run(
      flow(async () => {
        const states = await failOn2.map([1, 2, 3]).wait();
        return states.map((state) => state.name);
      }),
    );
    expect(run.result).toEqual(["Completed", "Failed", "Completed"]);
  });

  test("await of a list rejects with the first failure", async ({ engine }) => {
    const run = await engine.run(flow(async () => describeValue(await thrownBy(async () => await failOn2.map([1, 2, 3])))));
    expect(run.result).toBe("RangeError: two");
  });

  test("await of a list whose elements fail and complete in one go rejects, and with the error of the failed one's own future", async ({ engine }) => {
    const run = await engine.run(
      flow(async () => {
        const futures = failOn2.map([2, 1, 2]);
        const error = await thrownBy(async () => await futures);
        return [error === (await thrownBy(async () => await futures[0])), (await futures.wait()).map(({ name }) => name)];
      }),
    );
    expect(run.result).toEqual([true, ["Failed", "Completed", "Failed"]]);
  });

  test("await of a list of which a run never starts throws its UpstreamTaskError", async ({ engine }) => {
    const run = await engine.run(flow(async () => describeValue(await thrownBy(async () => await show.map([1, failOn2(2), 3])))));
    expect(run.result).toMatch(/^UpstreamTaskError: /);
  });

  test("a list that is done is awaited again, and an empty one gives no results", async ({ engine }) => {
    const run = await engine.run(
      flow(async () => {
        const futures = show.map([]);
        const added = add.map([1, 2], 1);
        return [await futures, await added, await added, await Promise.all([added, added])];
      }),
    );
    expect(run.result).toEqual([[], [2, 3], [2, 3], [[2, 3], [2, 3]]]);
  });

  test("a list of futures is an array", async ({ engine }) => {
    const run = await engine.run(
      flow(async () => {
        const futures = add.map([1, 2, 3], 1);
        return [Array.isArray(futures), futures.length, await futures[1]];
      }),
    );
    expect(run.result).toEqual([true, 3, 3]);
  });

  test("results of a list that takes too long throws WaitTimeoutError", async ({ engine }) => {
    const run = await engine.run(flow(async () => (await thrownBy(() => nap.map([1, 100]).results({ timeout: "2s" }))).name));
    expect(run.result).toBe("WaitTimeoutError");
  });

  test("map keeps to the size of the runner", async ({ engine }) => {
    let running = 0;
    let most = 0;
    const counted = task({ name: "counted" }, async (x: number) => {
      running += 1;
      most = Math.max(most, running);
      await sleep("1s");
      running -= 1;
      return x;
    });
    const run = await engine.run(flow({ taskRunner: concurrent({ max: 2 }) }, async () => await counted.map([1, 2, 3, 4, 5])));
    expect([run.result, most]).toEqual([[1, 2, 3, 4, 5], 2]);
  });

  test("a map over a future runs before its flow ends, though nobody awaits it", async ({ engine }) => {
    const slowList = task({ name: "slowList" }, async () => {
      await sleep("1h");
      return [1, 2];
    });
    const run = await engine.run(
      flow(async () => {
        show.map(slowList.submit());
      }),
    );
    expect([run.state.name, run.taskRuns.map((taskRun) => [taskRun.name, taskRun.state.name])]).toEqual([
      "Completed",
      [
        ["slowList-0", "Completed"],
        ["show-0", "Completed"],
        ["show-1", "Completed"],
      ],
    ]);
  });

  test("results of a list whose elements are not known in time throws WaitTimeoutError", async ({ engine }) => {
    const slowList = task(async () => {
      await sleep("1h");
      return [1, 2];
    });
    const run = await engine.run(
      flow(async () => {
        const mapped = show.map(slowList.submit());
        return [(await thrownBy(() => mapped.results({ timeout: "2s" }))).name, await mapped.wait("2s"), await mapped];
      }),
    );
    expect(run.result).toEqual(["WaitTimeoutError", [], [1, 2]]);
  });

  test("a list of lists becomes one list", () => {
    expect(flatten([[1, 2], [3], []])).toEqual([1, 2, 3]);
  });

  test("the lists that mapped runs give become one list to map over", async ({ engine }) => {
    const twice = task({ name: "twice" }, async (x: number) => [x, x]);
    const run = await engine.run(flow(async () => await add.map(await flatten(twice.map([1, 2])), 1)));
    expect(run.result).toEqual([2, 2, 3, 3]);
  });
});
