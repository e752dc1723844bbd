import { describe, expect, expectTypeOf } from "vitest";
import { asCompleted, flow, quote, sleep, task, waitAll } from "../../sdk/index.ts";
import { gate, taskRunNamed, taskRunNow, test, thrownBy } from "./support.ts";
import { add, describeValue, fails, list, nap, one, show } from "./tasks.ts";

describe("Futures and upstreams: neighbours", () => {
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
