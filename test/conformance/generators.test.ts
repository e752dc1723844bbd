import { describe, expect } from "vitest";
import { flow, runtime, sleep, task, UpstreamTaskError } from "../../sdk/index.ts";
import { fails, show } from "./tasks.ts";
import { flowRunNow, gate, logged, onlyChild, stateNames, taskRunNamed, taskRunNow, taskStates, test, thrownBy, untyped } from "./support.ts";

const numbers = task({ name: "numbers" }, async function* (count: number) {
  for (let n = 1; n <= count; n += 1) yield n;
  return "end";
});

/** All that the generator gives, and how it ends. */
async function collect<T>(items: AsyncIterable<T>): Promise<{ readonly items: readonly T[]; readonly error: string | null }> {
  const seen: T[] = [];
  try {
    for await (const item of items) seen.push(item);
  } catch (error) {
    return { items: seen, error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
  return { items: seen, error: null };
}

describe("Generators", () => {
  test("TG02 returnState of a generator task or flow throws", async ({ engine }) => {
    const counts = flow({ name: "counts" }, async function* () {
      yield 1;
    });
    const run = await engine.run(
      flow(async () => {
        const ofTask = await thrownBy(() => numbers.returnState(1));
        const ofFlow = await thrownBy(() => counts.returnState());
        return [ofTask, ofFlow].map((error) => `${error.name}: ${error.message}`);
      }),
    );
    expect(run.result).toEqual([
      'DefinitionError: returnState: the generator task "numbers" gives items and not a state. Take them with for await (const item of numbers(…)), or all together with await numbers.submit(…).wait().',
      'DefinitionError: returnState: the generator flow "counts" gives items and not a state. Take them with for await (const item of counts(…)), or all together with await counts.submit(…).wait().',
    ]);
    expect(run.taskRuns).toEqual([]);
  });

  test("TG04 what a generator returns is the iterator's done value", async ({ engine }) => {
    const gives = task(async function* () {
      yield 1;
      return 2;
    });
    const run = await engine.run(
      flow(async () => {
        const items = gives();
        return [await items.next(), await items.next(), await items.next()];
      }),
    );
    expect(run.result).toEqual([
      { value: 1, done: false },
      { value: 2, done: true },
      { value: undefined, done: true },
    ]);
    expect([run.taskRuns[0]?.result, taskStates(run)]).toEqual([2, [["gives-0", ["Pending", "Running", "Completed"]]]]);
  });

  test("TG06 a retry gives the items from the start again", async ({ engine }) => {
    const gives = task({ name: "gives", retries: 2 }, async function* () {
      yield 1;
      yield 2;
      throw new Error("no more");
    });
    const run = await engine.run(flow(async () => await collect(gives())));
    expect(run.result).toEqual({ items: [1, 2, 1, 2, 1, 2], error: "Error: no more" });
    expect(taskStates(run)).toEqual([["gives-0", ["Pending", "Running", "Retrying", "Retrying", "Failed"]]]);
    expect(run.taskRuns[0]?.items?.first.map(({ value }) => value)).toEqual([1, 2, 1, 2, 1, 2]);
  });

  test("TG06 so does a flow's", async ({ engine }) => {
    const gives = flow({ name: "gives", retries: 2 }, async function* () {
      yield 1;
      yield 2;
      throw new Error("no more");
    });
    const run = await engine.run(flow(async () => await collect(gives())));
    expect(run.result).toEqual({ items: [1, 2, 1, 2, 1, 2], error: "Error: no more" });
    expect(onlyChild(run).flowRun?.attempt).toBe(3);
  });

  test("TG08 an item that is passed on records an edge to the generator's run", async ({ engine }) => {
    const gives = task({ name: "gives" }, async function* () {
      yield { id: "gen-1000" };
      yield { id: "gen-1001" };
    });
    const run = await engine.run(
      flow(async () => {
        for await (const x of gives()) await show(x);
      }),
    );
    const edge = [{ taskRunId: taskRunNamed(run, "gives-0").id, via: "object", parameter: "x" }];
    expect(run.taskRuns.slice(1).map(({ dependsOn, inputs }) => [dependsOn, inputs])).toEqual([
      [edge, { x: { id: "gen-1000" } }],
      [edge, { x: { id: "gen-1001" } }],
    ]);
  });
});

describe("Generators: neighbours", () => {
  test("nothing runs before the first item is asked for, and nothing runs ahead", async ({ engine }) => {
    const steps: string[] = [];
    const gives = task(async function* () {
      steps.push("makes 1");
      yield 1;
      steps.push("makes 2");
      yield 2;
    });
    const run = await engine.run(
      flow(async () => {
        const items = gives();
        await sleep("1s");
        steps.push("asks");
        await items.next();
        await sleep("1s");
        steps.push("asks");
        await items.next();
        await items.next();
        gives();
      }),
    );
    expect(steps).toEqual(["asks", "makes 1", "asks", "makes 2"]);
    expect(run.taskRuns.map(({ name }) => name)).toEqual(["gives-0"]);
  });

  test("items asked for at once come in order", async ({ engine }) => {
    const run = await engine.run(
      flow(async () => {
        const items = numbers(2);
        return await Promise.all([items.next(), items.next(), items.next(), items.next()]);
      }),
    );
    expect(run.result?.map(({ value }) => value)).toEqual([1, 2, "end", undefined]);
  });

  test("each item is recorded with its time", async ({ engine }) => {
    const slow = task({ name: "slow" }, async function* () {
      yield { n: 1 };
      await sleep("2s");
      yield undefined;
    });
    const run = await engine.run(flow(async () => await collect(slow())));
    const { items, startTime } = taskRunNamed(run, "slow-0");
    const secondsAfter = (time: string | undefined): number => Math.round((Date.parse(time ?? "") - Date.parse(startTime ?? "")) / 1_000);
    expect(items?.first.map(({ value, timestamp }) => [value, secondsAfter(timestamp)])).toEqual([
      [{ n: 1 }, 0],
      [null, 2],
    ]);
    expect([items?.count, items?.last]).toEqual([2, items?.first[1]]);
  });

  test("a hundred are shown, and the last", async ({ engine }) => {
    const run = await engine.run(flow(async () => (await collect(numbers(150))).items.length));
    const { items } = taskRunNamed(run, "numbers-0");
    expect([run.result, items?.count, items?.first.length, items?.last?.value]).toEqual([150, 150, 100, 150]);
  });

  test("leaving the loop early ends it as Completed, after its own cleaning up", async ({ engine }) => {
    const steps: string[] = [];
    const gives = task({ name: "gives" }, async function* () {
      try {
        for (let n = 1; ; n += 1) yield n;
      } finally {
        await sleep("1s");
        steps.push(`cleans up in ${taskRunNow().name}`);
      }
    });
    const run = await engine.run(
      flow(async () => {
        for await (const n of gives()) if (n === 3) break;
        steps.push("goes on");
      }),
    );
    expect([run.state.name, taskStates(run), steps]).toEqual(["Completed", [["gives-0", ["Pending", "Running", "Completed"]]], ["cleans up in gives-0", "goes on"]]);
  });

  test("what fails in cleaning up is not tried again", async ({ engine }) => {
    const gives = task({ name: "gives", retries: 3 }, async function* () {
      try {
        yield 1;
      } finally {
        throw new Error("dirty");
      }
    });
    const run = await engine.run(
      flow(async () => {
        const items = gives();
        await items.next();
        const error = await thrownBy(() => items.return(untyped(undefined)));
        return error.message;
      }),
    );
    expect([run.result, taskStates(run)]).toEqual(["dirty", [["gives-0", ["Pending", "Running", "Failed"]]]]);
  });

  test("a generator that nobody asks any more is left when its flow has nothing else to wait for", async ({ engine }) => {
    const steps: string[] = [];
    const gives = task({ name: "gives" }, async function* () {
      try {
        yield 1;
        yield 2;
      } finally {
        await show("cleaning up");
        steps.push("left");
      }
    });
    const run = await engine.run(
      flow(async () => {
        await gives().next();
        return "done";
      }),
    );
    expect([run.result, steps, taskStates(run)]).toEqual([
      "done",
      ["left"],
      [
        ["gives-0", ["Pending", "Running", "Completed"]],
        ["show-0", ["Pending", "Running", "Completed"]],
      ],
    ]);
  });

  test("one that is asked by something that the flow did not wait for goes on", async ({ engine }) => {
    const run = await engine.run(
      flow(async () => {
        const copies = task({ name: "copies" }, async () => {
          const seen: number[] = [];
          for await (const n of numbers(3)) {
            await sleep("1s");
            seen.push(n);
          }
          return seen;
        });
        void copies();
      }),
    );
    expect(taskRunNamed(run, "copies-0").result).toEqual([1, 2, 3]);
  });

  test("calls between the items belong to the generator, whoever asks for them", async ({ engine }) => {
    const gives = task({ name: "gives" }, async function* () {
      yield await show("before");
      await sleep("1s");
      yield await show("between");
      return await show("after");
    });
    const asks = task({ name: "asks" }, async (items: AsyncIterable<unknown>) => await collect(items));
    const run = await engine.run(flow(async () => await asks(gives())));
    expect(run.taskRuns.map(({ name, parentTaskRunId }) => [name, run.taskRuns.find(({ id }) => id === parentTaskRunId)?.name])).toEqual([
      ["asks-0", undefined],
      ["gives-0", undefined],
      ["show-0", "gives-0"],
      ["show-1", "gives-0"],
      ["show-2", "gives-0"],
    ]);
  });

  test("around the loop is the caller's run, around the function the generator's", async ({ engine }) => {
    const seen: unknown[] = [];
    const gives = task({ name: "gives" }, async function* () {
      seen.push(runtime.taskRun?.name);
      yield 1;
      seen.push(runtime.taskRun?.name);
      yield 2;
    });
    await engine.run(
      flow(async () => {
        for await (const n of gives()) seen.push([n, runtime.taskRun, flowRunNow().flowName !== ""]);
      }),
    );
    expect(seen).toEqual(["gives-0", [1, null, true], "gives-0", [2, null, true]]);
  });

  test("what is sent and thrown into it arrives", async ({ engine }) => {
    const gives = task(async function* (): AsyncGenerator<string, string, number> {
      const sent = yield "first";
      try {
        yield `got ${sent}`;
      } catch (error) {
        yield `caught ${String(error)}`;
      }
      return "end";
    });
    const run = await engine.run(
      flow(async () => {
        const items = gives();
        return [await items.next(), await items.next(7), await items.throw("x"), await items.next(0)].map(({ value }) => value);
      }),
    );
    expect(run.result).toEqual(["first", "got 7", "caught x", "end"]);
  });

  test("a failed upstream keeps it from starting", async ({ engine }) => {
    const gives = task({ name: "gives" }, async function* (n: number) {
      yield n;
    });
    const run = await engine.run(flow(async () => (await thrownBy(async () => await collectOrThrow(gives(untyped(fails()))))) instanceof UpstreamTaskError));
    expect([run.result, stateNames(taskRunNamed(run, "gives-0"))]).toEqual([true, ["Pending", "NotReady"]]);
  });

  test("a future among its arguments is waited for", async ({ engine }) => {
    const run = await engine.run(flow(async () => (await collect(numbers(untyped(show(2))))).items));
    expect([run.result, taskRunNamed(run, "numbers-0").dependsOn]).toEqual([[1, 2], [{ taskRunId: taskRunNamed(run, "show-0").id, via: "future", parameter: "count" }]]);
  });

  test("submit and map gather the items into lists", async ({ engine }) => {
    const run = await engine.run(flow(async () => [await numbers.submit(2), await numbers.map([1, 3])]));
    expect(run.result).toEqual([
      [1, 2],
      [[1], [1, 2, 3]],
    ]);
    expect(run.taskRuns.map(({ result, items }) => [result, items])).toEqual([
      [[1, 2], undefined],
      [[1], undefined],
      [[1, 2, 3], undefined],
    ]);
  });

  test("a gathered list is that of the last attempt", async ({ engine }) => {
    const gives = task({ retries: 1 }, async function* () {
      yield taskRunNow().attempt;
      if (taskRunNow().attempt === 1) throw new Error("again");
      yield "end";
    });
    const run = await engine.run(flow(async () => await gives.submit()));
    expect(run.result).toEqual([2, "end"]);
  });

  test("a generator flow is a child flow run", async ({ engine }) => {
    const counts = flow({ name: "counts" }, async function* (count: number) {
      for (let n = 1; n <= count; n += 1) yield await show({ n });
      return "end";
    });
    const run = await engine.run(
      flow(async () => {
        for await (const item of counts(2)) await show(item);
      }),
    );
    const child = onlyChild(run);
    expect([child.flowRun?.items?.first.map(({ value }) => value), child.result, child.taskRuns.map(({ name }) => name)]).toEqual([[{ n: 1 }, { n: 2 }], "end", ["show-0", "show-2"]]);
    expect(taskRunNamed(run, "counts-0").items).toBeUndefined();
    expect(taskRunNamed(run, "show-3").dependsOn.map(({ taskRunId }) => taskRunId)).toEqual([taskRunNamed(run, "counts-0").id]);
  });

  test("a generator flow that is run by itself runs to its end", async ({ engine }) => {
    const counts = flow({ name: "counts" }, async function* (count: number) {
      for (let n = 1; n <= count; n += 1) yield n;
      return "end";
    });
    const run = await engine.run(counts, 3);
    expect([run.state.name, run.result, run.flowRun?.items?.count]).toEqual(["Completed", "end", 3]);
  });

  test("so does a generator task", async ({ engine }) => {
    const run = await engine.run(numbers, 2);
    expect([run.state.name, run.result, run.taskRuns[0]?.items?.count]).toEqual(["Completed", "end", 2]);
  });

  test("a child that is left early is Completed", async ({ engine }) => {
    const counts = flow({ name: "counts" }, async function* () {
      for (let n = 1; ; n += 1) yield n;
    });
    const run = await engine.run(
      flow(async () => {
        for await (const n of counts()) if (n === 2) return n;
        return 0;
      }),
    );
    expect([run.result, onlyChild(run).flowRun?.state.name, onlyChild(run).flowRun?.items?.count]).toEqual([2, "Completed", 2]);
  });

  test("with replaces its options", async ({ engine }) => {
    const run = await engine.run(flow(async () => await collect(numbers.with({ name: "others" })(1))));
    expect(run.taskRuns.map(({ name }) => name)).toEqual(["others-0"]);
  });

  test("an item that cannot be recorded is given, and said once", async ({ engine }) => {
    const gives = task({ name: "gives" }, async function* () {
      yield () => 1;
      yield () => 2;
    });
    const run = await engine.run(flow(async () => (await collect(gives())).items.map((item) => item())));
    expect([run.result, logged(run)]).toEqual([[1, 2], [expect.stringMatching(/^Encountered an error while serializing an item of gives-0: .* It is kept for this process only\.$/)]]);
  });

  test("a generator that is not async is no task", async () => {
    const error = await thrownBy(() =>
      task(function* numbers() {
        yield 1;
      }),
    );
    expect(`${error.name}: ${error.message}`).toBe("DefinitionError: task: the generator function numbers is not async, expected async function* numbers(…): each item is recorded before it is seen.");
  });

  test("a cancel reaches a generator and whoever waits for it", async ({ engine }) => {
    const started = gate();
    const gives = task({ name: "gives" }, async function* () {
      yield 1;
      started.open();
      await sleep("1h");
      yield 2;
    });
    const ending = engine.run(flow(async () => await collect(gives())));
    await started.opened;
    engine.cancel("enough");
    const run = await ending;
    expect([run.state.name, stateNames(taskRunNamed(run, "gives-0"))]).toEqual(["Cancelled", ["Pending", "Running", "Cancelled"]]);
  });
});

test("types: items, what is returned and what is sent are those of the function", async ({ engine }) => {
  const gives = task(async function* (count: number): AsyncGenerator<string, boolean> {
    for (let n = 0; n < count; n += 1) yield String(n);
    return true;
  });
  const run = await engine.run(
    flow(async () => {
      const all: string[] = await gives.submit(2);
      const each: string[][] = await gives.map([1, 2]);
      // @ts-expect-error -- A generator is no promise of its items.
      const wrong: Promise<unknown> = gives(1);
      // @ts-expect-error -- The parameter is a number.
      gives("x");
      for await (const item of gives(1)) all.push(item satisfies string);
      return { all, each, isIterable: Symbol.asyncIterator in wrong };
    }),
  );
  expect(run.result).toEqual({ all: ["0", "1", "0"], each: [["0"], ["0", "1"]], isIterable: true });
});

describe("Generators: a flow that is tried again", () => {
  test("is given the items of a completed generator from the record", async ({ engine }) => {
    let calls = 0;
    const gives = task({ name: "gives" }, async function* () {
      calls += 1;
      yield { n: 1 };
      yield { n: 2 };
      return "end";
    });
    const run = await engine.run(
      flow({ retries: 1 }, async () => {
        const seen: unknown[] = [];
        for await (const item of gives()) seen.push(await show(item));
        if (flowRunNow().attempt === 1) throw new Error("again");
        return seen;
      }),
    );
    expect([run.result, calls]).toEqual([[{ n: 1 }, { n: 2 }], 1]);
    expect(taskStates(run)).toEqual([
      ["gives-0", ["Pending", "Running", "Completed", "Cached"]],
      ["show-0", ["Pending", "Running", "Completed", "Cached"]],
      ["show-1", ["Pending", "Running", "Completed", "Cached"]],
    ]);
  });

  test("begins one anew that had not completed, and forgets what it gave", async ({ engine }) => {
    const gives = task({ name: "gives" }, async function* () {
      yield 1;
      if (flowRunNow().attempt === 1) throw new Error("again");
      yield 2;
    });
    const run = await engine.run(flow({ retries: 2 }, async () => {
      const { items, error } = await collect(gives());
      if (error !== null || flowRunNow().attempt === 2) throw new Error("again");
      return items;
    }));
    expect([run.result, taskRunNamed(run, "gives-0").items?.count]).toEqual([[1, 2], 2]);
    expect(stateNames(taskRunNamed(run, "gives-0"))).toEqual(["Pending", "Running", "Failed", "Pending", "Rerunning", "Completed", "Cached"]);
  });

  test("may leave a replayed generator early, and then have all of it", async ({ engine }) => {
    const run = await engine.run(
      flow({ retries: 2 }, async () => {
        const seen: number[] = [];
        for await (const n of numbers(3)) {
          seen.push(n);
          if (flowRunNow().attempt === 2) break;
        }
        if (flowRunNow().attempt < 3) throw new Error("again");
        return seen;
      }),
    );
    expect([run.result, stateNames(taskRunNamed(run, "numbers-0"))]).toEqual([[1, 2, 3], ["Pending", "Running", "Completed", "Cached", "Cached"]]);
  });

  test("that asks for more than it did runs the generator again behind what it had", async ({ engine }) => {
    const made: number[] = [];
    const gives = task({ name: "gives" }, async function* () {
      for (let n = 1; n <= 4; n += 1) {
        made.push(n);
        yield n;
      }
    });
    const run = await engine.run(
      flow({ retries: 2 }, async () => {
        const seen: number[] = [];
        for await (const n of gives()) {
          seen.push(n);
          if (flowRunNow().attempt === 1 && n === 2) break;
        }
        if (flowRunNow().attempt < 3) throw new Error("again");
        return seen;
      }),
    );
    expect([run.result, made]).toEqual([[1, 2, 3, 4], [1, 2, 1, 2, 3, 4]]);
    const { items, why } = taskRunNamed(run, "gives-0");
    expect([items?.count, stateNames(taskRunNamed(run, "gives-0")), why]).toEqual([
      4,
      ["Pending", "Running", "Completed", "Cached", "Pending", "Rerunning", "Completed", "Cached"],
      "It completed in an earlier attempt of its flow with the same inputs, so its recorded result is the answer.",
    ]);
  });

  test("is given the items of a completed child flow from the record", async ({ engine }) => {
    let calls = 0;
    const counts = flow({ name: "counts" }, async function* () {
      calls += 1;
      for (let n = 1; n <= 4; n += 1) yield await show(n);
    });
    const run = await engine.run(
      flow({ retries: 2 }, async () => {
        const seen: unknown[] = [];
        for await (const n of counts()) {
          seen.push(n);
          if (flowRunNow().attempt === 1 && n === 2) break;
        }
        if (flowRunNow().attempt < 3) throw new Error("again");
        return seen;
      }),
    );
    expect([run.result, calls, onlyChild(run).flowRun?.items?.count]).toEqual([[1, 2, 3, 4], 2, 4]);
    expect(stateNames(taskRunNamed(run, "counts-0")).at(-1)).toBe("Cached");
  });

  test("runs a generator again whose items are not on record", async ({ engine }) => {
    let calls = 0;
    const gives = task({ name: "gives", persistResult: false }, async function* () {
      calls += 1;
      yield 1;
    });
    const run = await engine.run(
      flow({ retries: 1 }, async () => {
        const { items } = await collect(gives());
        if (flowRunNow().attempt === 1) throw new Error("again");
        return items;
      }),
    );
    expect([run.result, calls]).toEqual([[1], 2]);
  });

  test("tells a generator whose items were gathered from one that is gone through", async ({ engine }) => {
    const run = await engine.run(
      flow({ retries: 1 }, async () => {
        if (flowRunNow().attempt === 2) return await collect(numbers(2));
        await numbers.submit(2);
        throw new Error("again");
      }),
    );
    expect(run.result).toEqual({ items: [1, 2], error: null });
  });
});

async function collectOrThrow(items: AsyncIterable<unknown>): Promise<void> {
  for await (const item of items) expect(item).toBeUndefined();
}
