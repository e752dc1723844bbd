import { describe, expect } from "vitest";
import { allowFailure, asCompleted, Completed, concurrent, flow, opaque, tags, task, unmapped, waitAll } from "../../sdk/index.ts";
import { stateNames, taskRunNamed, test, thrownBy } from "./support.ts";
import { add, describeValue, failOn2, fails, list, nap, one, show } from "./tasks.ts";

describe("Futures, submit, map", () => {
  test("FU01 submit and map outside a flow throw", async () => {
    const errors = [await thrownBy(() => one.submit()), await thrownBy(() => add.map([1], [2]))];
    expect(errors.map((error) => error.name)).toEqual(["MissingContextError", "MissingContextError"]);
  });

  test("FU04 the result of a future is the value, or throws, or gives the error", async ({ engine }) => {
    const run = await engine.run(
      flow(async () => {
        const value = await one.submit().result();
        const thrown = await thrownBy(() => fails.submit().result());
        const given: unknown = await fails.submit().result({ raiseOnFailure: false });
        return [value, thrown, given].map(describeValue);
      }),
    );
    expect(run.result).toEqual([1, "RangeError: Fail task!", "RangeError: Fail task!"]);
  });

  test("FU05 a wait that is too short does not throw, a result does", async ({ engine }) => {
    const run = await engine.run(
      flow(async () => {
        const future = nap.submit(1);
        const early = (await future.wait("10ms")).isCompleted();
        const thrown = await thrownBy(() => future.result({ timeout: "10ms" }));
        return [early, thrown.name, await future.result({ timeout: "5s" })];
      }),
    );
    expect(run.result).toEqual([false, "WaitTimeoutError", 1]);
  });

  test("FU06 a task whose upstream failed is NotReady and never called", async ({ engine }) => {
    let calls = 0;
    const downstream = task({ name: "downstream" }, async (x: unknown) => {
      calls += 1;
      return x;
    });
    const run = await engine.run(
      flow(async () => {
        const state = await downstream.submit(fails.submit()).wait();
        return [state.type, state.name];
      }),
    );
    expect([run.result, calls, stateNames(taskRunNamed(run, "downstream-0"))]).toEqual([["PENDING", "NotReady"], 0, ["Pending", "NotReady"]]);
  });

  test("FU07 allowFailure passes the error in, in place of a future or in an array", async ({ engine }) => {
    const run = await engine.run(
      flow(async () => {
        const failed = fails.submit();
        return [await show.submit(allowFailure(failed)), await show.submit(allowFailure([failed, 1, 2]))];
      }),
    );
    expect(run.result).toEqual(["RangeError: Fail task!", ["RangeError: Fail task!", 1, 2]]);
  });

  test("FU08 opaque awaits the future and leaves a state in its result untouched", async ({ engine }) => {
    const nested = Completed({ data: 1 });
    const make = task(async () => ({ nested }));
    const receive = task(async (x: { nested: unknown }) => x.nested === nested);
    const run = await engine.run(flow(async () => await receive.submit(opaque(make.submit()))));
    expect(run.result).toBe(true);
  });

  test("FU10 map calls the task once per element", async ({ engine }) => {
    const run = await engine.run(flow(async () => await add.map([1, 2, 3], [4, 5, 6])));
    expect(run.result).toEqual([5, 7, 9]);
  });

  test("FU11 numbers, strings and what is unmapped are passed whole", async ({ engine }) => {
    const join = task(async (x: string, y: string) => x + y);
    const run = await engine.run(
      flow(async () => [await add.map([1, 2, 3], 5), await add.map([1, 2, 3], unmapped(5)), await join.map(["a", "b", "c"], "test")]),
    );
    expect(run.result).toEqual([
      [6, 7, 8],
      [6, 7, 8],
      ["atest", "btest", "ctest"],
    ]);
  });

  test("FU12 an unmapped list goes whole to every run", async ({ engine }) => {
    const concat = task(async (x: number[], y: number[]) => [...x, ...y]);
    const run = await engine.run(flow(async () => await concat.map([[], [], []], unmapped([4, 5, 6, 7]))));
    expect(run.result).toEqual([
      [4, 5, 6, 7],
      [4, 5, 6, 7],
      [4, 5, 6, 7],
    ]);
  });

  test("FU14 defaults are not mapped, lists among them neither", async ({ engine }) => {
    const addFive = task(async (x: number, y = 5) => x + y);
    const addSum = task(async (x: number, y = [1, 4]) => x + y.reduce((sum, each) => sum + each, 0));
    const run = await engine.run(flow(async () => [await addFive.map([1, 2, 3]), await addSum.map([1, 2, 3])]));
    expect(run.result).toEqual([
      [6, 7, 8],
      [6, 7, 8],
    ]);
  });

  test("FU17 each run of a mapped future depends on that future alone", async ({ engine }) => {
    const run = await engine.run(flow(async () => await show.map(list.submit())));
    const upstream = taskRunNamed(run, "list-0").id;
    const dependencies = run.taskRuns.filter((taskRun) => taskRun.task === "show").map((taskRun) => taskRun.dependsOn.map((edge) => edge.taskRunId));
    expect([run.result, dependencies]).toEqual([[1, 2, 3], [[upstream], [upstream], [upstream]]]);
  });

  test("FU19 the error of one future that may fail goes to every run", async ({ engine }) => {
    const pair = task(async (x: number, y: unknown) => [x, describeValue(y)]);
    const run = await engine.run(flow(async () => await pair.map([1, 2, 3], allowFailure(fails.submit()))));
    expect(run.result).toEqual([
      [1, "RangeError: Fail task!"],
      [2, "RangeError: Fail task!"],
      [3, "RangeError: Fail task!"],
    ]);
  });

  test("FU20 a task after futures that may fail runs", async ({ engine }) => {
    const cleanUp = task(async () => "cleanup done");
    const run = await engine.run(flow(async () => await cleanUp.after(allowFailure(failOn2.map([1, 2, 3]))).submit()));
    expect(run.result).toBe("cleanup done");
  });

  test("FU22 a flow that returns a mapped list gives the plain list of its results", async ({ engine }) => {
    const child = flow(() => add.map([1, 2], 1));
    const run = await engine.run(flow(async () => await child()));
    expect(run.result).toEqual([2, 3]);
  });

  test("FU23 waitAll tells what is done from what is not", async ({ engine }) => {
    const run = await engine.run(
      flow(async () => {
        const done = [1, 2, 3, 4, 5].map(() => one.submit());
        const hanging = nap.submit(3_600);
        const first = await waitAll([...done, hanging], "10ms");
        const slowFirst = [nap.submit(3_600), nap.submit(0.01), nap.submit(0.02), nap.submit(0.05)];
        const second = await waitAll(slowFirst, "100ms");
        return [[...first.done].length, [...first.notDone].map((future) => future === hanging), [...second.done].length, [...second.notDone].length];
      }),
    );
    expect(run.result).toEqual([5, [true], 3, 1]);
  });

  test("FU24 asCompleted gives futures as they finish, and throws when it waits too long", async ({ engine }) => {
    const run = await engine.run(
      flow(async () => {
        const finished: unknown[] = [];
        for await (const future of asCompleted<unknown>([nap.submit(10), nap.submit(5), nap.submit(1)])) finished.push(await future);
        const thrown = await thrownBy(async () => {
          const slower = [nap.submit(10), nap.submit(5.001), nap.submit(1)];
          for await (const future of asCompleted<unknown>(slower, { timeout: "5s" })) finished.push(await future);
        });
        return [finished, thrown.name, thrown.message];
      }),
    );
    expect(run.result).toEqual([[1, 5, 10, 1], "WaitTimeoutError", expect.stringContaining("2 (of 3) futures unfinished")]);
  });

  test("FU27 the results of a list may hold errors in their places", async ({ engine }) => {
    const run = await engine.run(flow(async () => describeValue(await failOn2.map([1, 2, 3]).results({ raiseOnFailure: false }))));
    expect(run.result).toEqual([1, "RangeError: two", 3]);
  });

  test("FU28 a timeout error of the task itself is not taken for one of the wait", async ({ engine }) => {
    const oops = new DOMException("oops", "TimeoutError");
    const times = task(async () => {
      throw oops;
    });
    const run = await engine.run(flow(async () => (await thrownBy(() => times.submit().result({ timeout: "5s" }))) === oops));
    expect(run.result).toBe(true);
  });

  test("FU30 tasks that submit tasks do not wait for each other's places", async ({ engine }) => {
    const countDown = task(async (n: number): Promise<number> => {
      if (n === 0) return 0;
      return await countDown.submit(n - 1);
    });
    const depth33 = async () => await countDown.submit(33);
    const unlimited = await engine.run(flow(depth33));
    const limited = await engine.run(flow({ taskRunner: concurrent({ max: 2 }) }, depth33));
    expect([unlimited.result, limited.result]).toEqual([0, 0]);
  });

  test("FU32 a run knows its upstreams by parameter, and those of after", async ({ engine }) => {
    const bar = task({ name: "bar" }, async (x: number, y: number) => x + y);
    const before = task({ name: "before" }, async () => undefined);
    const run = await engine.run(flow(async () => await bar.after(before.submit()).submit(one.submit(), 1)));
    const { dependsOn, inputs } = taskRunNamed(run, "bar-0");
    const edges = dependsOn.map(({ taskRunId, via, parameter }) => [taskRunId, via, parameter]);
    expect([edges.sort(), inputs]).toEqual([
      [
        [taskRunNamed(run, "before-0").id, "after", undefined],
        [taskRunNamed(run, "one-0").id, "future", "x"],
      ].sort(),
      { x: 1, y: 1 },
    ]);
  });

  test("FU33 tags go to what runs inside them, and end with them", async ({ engine }) => {
    const tagged = flow(async () => {
      await tags("c", "d", async () => await one());
      await one();
    });
    const run = await engine.run(flow(async () => await tags("a", "b", async () => await tagged())));
    const taskRuns = run.childRuns[0]?.taskRuns ?? [];
    expect(taskRuns.map((taskRun) => [...taskRun.tags].sort())).toEqual([
      ["a", "b", "c", "d"],
      ["a", "b"],
    ]);
  });
});
