import { describe, expect, expectTypeOf } from "vitest";
import {
  allowFailure,
  asCompleted,
  Completed,
  concurrent,
  flatten,
  flow,
  opaque,
  quote,
  sleep,
  tags,
  task,
  unmapped,
  waitAll,
} from "../../sdk/index.ts";
import { gate, stateNames, taskRunNamed, taskRunNow, test, thrownBy } from "./support.ts";

const add = task({ name: "add" }, async (x: number, y: number) => x + y);
const one = task({ name: "one" }, async () => 1);
const list = task({ name: "list" }, async () => [1, 2, 3]);
const fails = task({ name: "fails" }, async () => {
  throw new RangeError("Fail task!");
});
/** Gives its argument after so many seconds. */
const nap = task({ name: "nap" }, async (seconds: number) => {
  await sleep(seconds * 1_000);
  return seconds;
});
const failOn2 = task({ name: "failOn2" }, async (x: number) => {
  if (x === 2) throw new RangeError("two");
  return x;
});

/** A value as text, errors by their message. */
const show = task({ name: "show" }, async (x: unknown) => describeValue(x));

function describeValue(value: unknown): unknown {
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  return Array.isArray(value) ? value.map(describeValue) : value;
}

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

describe("Futures: neighbours", () => {
  test("asCompleted gives a failed future like any other, and each once", async ({ engine }) => {
    const run = await engine.run(
      flow(async () => {
        const failed = fails.submit();
        const order = asCompleted<unknown>([nap.submit(2), failed, nap.submit(1), failed]);
        const states: string[] = [];
        for (let next = await order.next(); next.done !== true; next = await order.next()) states.push(next.value.state.name);
        return states;
      }),
    );
    expect(run.result).toEqual(["Failed", "Completed", "Completed"]);
  });

  test("the results of waitAll are in the order given", async ({ engine }) => {
    const run = await engine.run(
      flow(async () => {
        const { done } = await waitAll([nap.submit(3), nap.submit(1), nap.submit(2)]);
        return await Promise.all(done);
      }),
    );
    expect(run.result).toEqual([3, 1, 2]);
  });

  test("a future is a Promise of the result", async ({ engine }) => {
    const run = await engine.run(
      flow(async () => {
        const future = one.submit();
        return [future instanceof Promise, await future.then((value) => value + 1), await Promise.all([future, one()])];
      }),
    );
    expect(run.result).toEqual([true, 2, [1, 1]]);
  });

  test("a run that is NotReady throws UpstreamTaskError with the error of its upstream as cause", async ({ engine }) => {
    const run = await engine.run(
      flow(async () => {
        const error = await thrownBy(async () => await show.submit(fails.submit()));
        return [error.name, describeValue(error.cause)];
      }),
    );
    expect(run.result).toEqual(["UpstreamTaskError", "RangeError: Fail task!"]);
  });

  test("NotReady counts as done and keeps what is further down from starting", async ({ engine }) => {
    const run = await engine.run(
      flow(async () => {
        const first = show.submit(fails.submit());
        const second = show.submit(first);
        const { done, notDone } = await waitAll([first, second]);
        return [[...done].length, [...notDone].length, second.state.name];
      }),
    );
    expect([run.result, run.state.name]).toEqual([[2, 0, "NotReady"], "Completed"]);
  });

  test("a direct call whose upstream failed never starts either", async ({ engine }) => {
    const run = await engine.run(flow(async () => (await thrownBy(async () => await show(fails()))).name));
    expect([run.result, taskRunNamed(run, "show-0").state.name]).toEqual(["UpstreamTaskError", "NotReady"]);
  });

  test("a direct call takes a future and waits for it", async ({ engine }) => {
    const run = await engine.run(flow(async () => await add(nap(2), one())));
    expect(run.result).toBe(3);
  });

  test("futures in arrays and objects are awaited wherever they stand", async ({ engine }) => {
    const run = await engine.run(flow(async () => await show.submit({ a: [one.submit(), { b: one.submit() }] })));
    const edges = taskRunNamed(run, "show-0").dependsOn.map(({ via, parameter }) => [via, parameter]);
    expect([run.result, edges]).toEqual([
      { a: [1, { b: 1 }] },
      [
        ["future", "x"],
        ["future", "x"],
      ],
    ]);
  });

  test("quote passes a future untouched, without an edge", async ({ engine }) => {
    const receive = task({ name: "receive" }, async (x: unknown) => typeof Reflect.get(Object(x), "taskRunId"));
    const run = await engine.run(flow(async () => await receive.submit(quote(one.submit()))));
    expect([run.result, taskRunNamed(run, "receive-0").dependsOn]).toEqual(["string", []]);
  });

  test("an object that a task returned leaves an edge, and so does its direct element", async ({ engine }) => {
    const make = task({ name: "make" }, async () => ({ part: { deep: {} } }));
    const look = task({ name: "look" }, async (x: object) => void x);
    const run = await engine.run(
      flow(async () => {
        const made = await make();
        await look(made);
        await look(made.part);
        await look(made.part.deep);
      }),
    );
    const upstream = { taskRunId: taskRunNamed(run, "make-0").id, via: "object", parameter: "x" };
    expect(run.taskRuns.slice(1).map((taskRun) => taskRun.dependsOn)).toEqual([[upstream], [upstream], []]);
  });

  test("an item of an array that a task returned leaves an edge", async ({ engine }) => {
    const rows = task({ name: "rows" }, async () => [{ id: 1 }, { id: 2 }]);
    const run = await engine.run(
      flow(async () => {
        for (const row of await rows()) await show(row);
      }),
    );
    const upstream = taskRunNamed(run, "rows-0").id;
    expect(run.taskRuns.slice(1).map((taskRun) => taskRun.dependsOn.map((edge) => [edge.taskRunId, edge.via]))).toEqual([
      [[upstream, "object"]],
      [[upstream, "object"]],
    ]);
  });

  test("after waits for every future and gives a copy", async ({ engine }) => {
    const order: string[] = [];
    const slow = task(async () => {
      await sleep("1h");
      order.push("slow");
    });
    const last = task({ name: "last" }, async () => order.push("last"));
    const free = task({ name: "free" }, async () => order.push("free"));
    await engine.run(
      flow(async () => {
        const after = last.after(slow.submit(), slow.submit());
        await Promise.all([after(), free()]);
      }),
    );
    expect(order).toEqual(["free", "slow", "slow", "last"]);
  });

  test("after a list that fills later the copy waits for its elements", async ({ engine }) => {
    const order: number[] = [];
    const slow = task(async (x: number) => {
      await sleep(x * 1_000);
      order.push(x);
    });
    const last = task(async () => order.push(0));
    await engine.run(flow(async () => await last.after(slow.map(list.submit()))()));
    expect(order).toEqual([1, 2, 3, 0]);
  });

  test("a future is found far down a long list", async ({ engine }) => {
    const long = [...Array.from({ length: 100 }, () => 0), one];
    const sum = task(async (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0));
    const run = await engine.run(flow(async () => await sum.submit(long.map((each) => (typeof each === "number" ? each : each.submit())))));
    expect(run.result).toBe(1);
  });

  test("calls are typed by the function's own parameters, futures of them included", async ({ engine }) => {
    const page = task(async (url: string, size = 10, ...tags: string[]) => ({ url, size, tags }));
    const run = await engine.run(
      flow(async () => {
        const pages = page.map(["a", "b"], 20);
        expectTypeOf(page("a", one.submit(), "t")).toExtend<Promise<{ url: string; size: number; tags: string[] }>>();
        expectTypeOf(pages).toExtend<PromiseLike<{ url: string; size: number; tags: string[] }[]>>();
        expectTypeOf(page.returnState("a")).resolves.toHaveProperty("isCompleted");
        return (await pages).map(({ size }) => size);
      }),
    );
    expectTypeOf(run.result).toEqualTypeOf<number[] | undefined>();
    expect(run.result).toEqual([20, 20]);
  });

  test("after the failure of a future the copy never starts", async ({ engine }) => {
    const run = await engine.run(flow(async () => (await one.after(fails.submit()).submit().wait()).name));
    expect(run.result).toBe("NotReady");
  });

  test("wait without a timeout gives the final state", async ({ engine }) => {
    const run = await engine.run(flow(async () => [(await nap.submit(3_600).wait()).name, (await fails.submit().wait()).name]));
    expect(run.result).toEqual(["Completed", "Failed"]);
  });

  test("a submitted task may wait for its upstream inside a task", async ({ engine }) => {
    const outer = task({ name: "outer" }, async () => await add.submit(one.submit(), one.submit()));
    const run = await engine.run(flow(async () => await outer()));
    expect([run.result, taskRunNamed(run, "add-0").parentTaskRunId]).toEqual([2, taskRunNamed(run, "outer-0").id]);
  });

  test("a run that depends on itself fails and says deadlock", async ({ engine }) => {
    const given = gate();
    const self = task({ name: "self" }, async (): Promise<unknown> => {
      await given.opened;
      return await show(Reflect.get(holder, "future"));
    });
    const holder = {};
    const run = await engine.run(
      flow(async () => {
        const future = self.submit();
        Reflect.set(holder, "future", future);
        given.open();
        await future;
      }),
    );
    expect([run.state.type, run.error?.message]).toEqual(["FAILED", expect.stringContaining("deadlock")]);
  });

  test("a run whose arguments come to hold its own future fails and says deadlock", async ({ engine }) => {
    const run = await engine.run(
      flow(async () => {
        const futures: unknown[] = [one.submit()];
        const future = show.submit(futures);
        futures.push(future);
        await future;
      }),
    );
    expect([run.state.type, run.error?.message]).toEqual(["FAILED", expect.stringContaining("deadlock")]);
  });

  test("a child flow's task that depends on the child fails and says deadlock", async ({ engine }) => {
    const holder: { future?: unknown } = {};
    const child = flow({ name: "child" }, async () => {
      await one();
      await show(holder.future);
    });
    const run = await engine.run(
      flow(async () => {
        const future = child.submit();
        holder.future = future;
        await future;
      }),
    );
    expect([run.state.type, run.error?.message]).toEqual(["FAILED", expect.stringContaining("deadlock")]);
  });

  test("a state whose run failed stops a run as the failed upstream would", async ({ engine }) => {
    const run = await engine.run(
      flow(async () => {
        const state: unknown = await fails.returnState();
        const error = await thrownBy(async () => await show(state));
        return [error.name, describeValue(error.cause)];
      }),
    );
    expect([run.result, taskRunNamed(run, "show-0").state.name]).toEqual([["UpstreamTaskError", "RangeError: Fail task!"], "NotReady"]);
  });

  test("a state stands for its result", async ({ engine }) => {
    const run = await engine.run(flow(async () => await add(await one.returnState(), 41)));
    const edges = taskRunNamed(run, "add-0").dependsOn.map(({ taskRunId, parameter }) => [taskRunId, parameter]);
    expect([run.result, edges]).toEqual([42, [[taskRunNamed(run, "one-0").id, "x"]]]);
  });

  test("runtime in a submitted task tells about its own run", async ({ engine }) => {
    const about = task({ name: "about" }, async (x: number) => [taskRunNow().name, x]);
    const run = await engine.run(flow(async () => await about.map([1, 2])));
    expect(run.result).toEqual([
      ["about-0", 1],
      ["about-1", 2],
    ]);
  });
});
