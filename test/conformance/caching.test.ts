import { describe, expect } from "vitest";
import { cache, flow, runtime, sleep, task, transaction, type TaskOptions } from "../../sdk/index.ts";
import { createTestEngine } from "../../testing/index.ts";
import { flowRunNow, logged, stateNames, taskRunNamed, taskStates, test, thrownBy, untyped, type Recorded } from "./support.ts";

/** A task whose every execution gives another number. */
function counting(options: TaskOptions) {
  let executions = 0;
  return task({ name: "count", ...options }, async (x: unknown) => {
    executions += 1;
    return [x, executions];
  });
}

/** Name of the last state of each task run, in the order of the calls. */
function ends(run: Recorded): readonly (string | undefined)[] {
  return run.taskRuns.map((taskRun) => stateNames(taskRun).at(-1));
}

describe("Caching", () => {
  test("CA01 the second call with equal inputs in one flow run is answered with the first one's result", async ({ engine }) => {
    const count = counting({ cachePolicy: cache.default });
    const run = await engine.run(flow(async () => [await count("a"), await count("a")]));
    expect([run.result, ends(run)]).toEqual([[["a", 1], ["a", 1]], ["Completed", "Cached"]]);
  });

  test("CA01 a call that is answered is Pending, Running, Cached, and says what answered it", async ({ engine }) => {
    const count = counting({ cachePolicy: cache.default });
    const run = await engine.run(
      flow(async () => {
        await count("a");
        await sleep("2m");
        await count("a");
        await count("b");
      }),
    );
    expect(taskStates(run)).toEqual([
      ["count-0", ["Pending", "Running", "Completed"]],
      ["count-1", ["Pending", "Running", "Cached"]],
      ["count-2", ["Pending", "Running", "Completed"]],
    ]);
    expect(run.taskRuns.map((taskRun) => taskRun.why)).toEqual([
      "Not cached: nothing has been kept under its key yet.",
      "Cached: its inputs, source and run equal those of count-0 of this run, 2m 00s ago.",
      "Not cached: input x changed since count-0 of this run.",
    ]);
    const [first, second, third] = run.taskRuns.map((taskRun) => taskRun.cacheKey);
    expect([typeof first, first === second, first === third, run.taskRuns[1]?.result]).toEqual(["string", true, false, ["a", 1]]);
  });

  test("CA02 the default policy has the run's id in its key, so that another run computes again", async ({ engine }) => {
    const count = counting({ cachePolicy: cache.default });
    const once = flow(async () => await count("a"));
    const runs = [await engine.run(once), await engine.run(once)];
    expect(runs.map(ends)).toEqual([["Completed"], ["Completed"]]);
    expect(runs[1]?.taskRuns[0]?.why).toBe(`Not cached: run changed since count-0 of run ${runs[0]?.flowRun?.name}.`);
  });

  test("CA03 a key function that always gives the same key answers other inputs too", async ({ engine }) => {
    const count = counting({ cacheKey: () => "one key" });
    const run = await engine.run(flow(async () => [await count("a"), await count("b")]));
    expect([run.result, ends(run)]).toEqual([[["a", 1], ["a", 1]], ["Completed", "Cached"]]);
    expect(run.taskRuns.map(({ cacheKey, why }) => [cacheKey, why])).toEqual([
      ["one key", 'Not cached: nothing is kept under its key "one key".'],
      ["one key", 'Cached: a result was kept under its key "one key" by count-0 of this run, 0ms ago.'],
    ]);
  });

  test("CA04 it does so in another run as well", async ({ engine }) => {
    const count = counting({ cacheKey: () => "one key" });
    const once = flow(async (x: number) => await count(x));
    const runs = [await engine.run(once, 1), await engine.run(once, 2)];
    expect(runs.map((run) => [run.result, ends(run)])).toEqual([
      [[1, 1], ["Completed"]],
      [[1, 1], ["Cached"]],
    ]);
  });

  test("CA06 a key function gets the run around the call, and values rather than futures", async ({ engine }) => {
    const seen: unknown[] = [];
    const source = task({ name: "source" }, async () => 7);
    const count = counting({
      cacheKey: ({ task: { name }, taskRun, flowRun }, parameters) => {
        seen.push([name, taskRun.name, taskRun.flowRunId === flowRun?.id, flowRun?.id, parameters]);
        return "key";
      },
    });
    let id = "";
    await engine.run(
      flow(async () => {
        id = flowRunNow().id;
        await count(source());
      }),
    );
    expect(seen).toEqual([["count", "count-0", true, id, { x: 7 }]]);
  });

  test("CA07 calls that mean the same have one key, however their defaults are given", async ({ engine }) => {
    const cacheKey = (_context: unknown, inputs: object): string => JSON.stringify(inputs);
    const sum = task({ name: "sum", cacheKey }, async (a: number, b = 2, c = 3) => a + b + c);
    const run = await engine.run(flow(async () => [await sum(1, 2, 3), await sum(1, 2), await sum(1, undefined, 3)]));
    expect([run.result, ends(run)]).toEqual([[6, 6, 6], ["Completed", "Cached", "Cached"]]);
  });

  test("CA08 a result answers until it expires; one that has expired when it is made answers nobody", async ({ engine }) => {
    const twice = (count: ReturnType<typeof counting>) => flow(async () => [await count("a"), await count("a")]);
    const later = await engine.run(twice(counting({ cachePolicy: cache.default, cacheExpiration: "5s" })));
    const never = await engine.run(twice(counting({ cachePolicy: cache.default, cacheExpiration: "-5s" })));
    expect([ends(later), ends(never)]).toEqual([["Completed", "Cached"], ["Completed", "Completed"]]);
    expect(never.taskRuns[1]?.why).toBe("Not cached: what was kept under its key expired 5.0s ago.");
  });

  test("CA09 after the expiration a call computes anew, and that result answers then", async ({ engine }) => {
    const count = counting({ cachePolicy: cache.inputs, cacheExpiration: "1s" });
    const run = await engine.run(
      flow(async () => {
        const first = [await count("a"), await count("a")];
        await sleep("1.1s");
        return [...first, await count("a"), await count("a")];
      }),
    );
    expect(run.result).toEqual([["a", 1], ["a", 1], ["a", 2], ["a", 2]]);
    expect(run.taskRuns[2]?.why).toBe("Not cached: what was kept under its key expired 100ms ago.");
  });

  test("CA10 refreshCache makes a call run, and its result replaces the one before", async ({ engine }) => {
    const count = counting({ cachePolicy: cache.inputs });
    const run = await engine.run(
      flow(async () => [await count("a"), await count.with({ refreshCache: true })("a"), await count.with({ refreshCache: false })("a")]),
    );
    expect([run.result, ends(run)]).toEqual([[["a", 1], ["a", 2], ["a", 2]], ["Completed", "Completed", "Cached"]]);
    expect(run.taskRuns[1]?.why).toBe("Not cached: refreshCache is on.");
  });

  test("CA10 the surroundings may ask for it, and a task that says false is answered all the same", async () => {
    const engine = await createTestEngine({ cache: "refresh" });
    const count = counting({ cachePolicy: cache.inputs });
    const run = await engine.run(flow(async () => [await count("a"), await count("a"), await count.with({ refreshCache: false })("a")]));
    expect(ends(run)).toEqual(["Completed", "Completed", "Cached"]);
    await engine.close();
  });

  test("CA12 two tasks with one key have one result", async ({ engine }) => {
    const cacheKey = (): string => "shared";
    const first = task({ name: "first", cacheKey }, async () => 42);
    const second = task({ name: "second", cacheKey }, async () => 500);
    const run = await engine.run(flow(async () => [await first(), await second()]));
    expect([run.result, ends(run)]).toEqual([[42, 42], ["Completed", "Cached"]]);
  });

  test("CA12 so have two with equal inputs under cache.inputs, unless their source counts", async ({ engine }) => {
    const add = task({ name: "add", cachePolicy: cache.inputs }, async (x: number) => x + 1);
    const double = task({ name: "double", cachePolicy: cache.inputs }, async (x: number) => x * 2);
    const withSource = { cachePolicy: cache.all(cache.inputs, cache.taskSource) };
    const run = await engine.run(flow(async () => [await add(5), await double(5), await add.with(withSource)(5), await double.with(withSource)(5)]));
    expect(run.result).toEqual([6, 6, 6, 10]);
  });

  test("CA13 null and undefined are results like others", async ({ engine }) => {
    let executions = 0;
    const nothing = task({ name: "nothing", cachePolicy: cache.inputs }, async (value: null | undefined, key: string) => {
      executions += 1;
      return executions > 2 ? key : value;
    });
    const run = await engine.run(
      flow(async () => [await nothing(null, "n"), await nothing(undefined, "u"), await nothing(null, "n"), await nothing(undefined, "u")]),
    );
    expect([run.result, ends(run)]).toEqual([
      [null, undefined, null, undefined],
      ["Completed", "Completed", "Cached", "Cached"],
    ]);
  });

  test("CA14 the flow's parameters as key: one result for each set of them", async ({ engine }) => {
    const count = counting({ cachePolicy: cache.flowParameters });
    const both = flow(async (day: string) => [await count(day), await count("other")]);
    const runs = [await engine.run(both, "mon"), await engine.run(both, "tue"), await engine.run(both, "mon")];
    expect(runs.map((run) => [run.result, ends(run)])).toEqual([
      [[["mon", 1], ["mon", 1]], ["Completed", "Cached"]],
      [[["tue", 2], ["tue", 2]], ["Completed", "Cached"]],
      [[["mon", 1], ["mon", 1]], ["Cached", "Cached"]],
    ]);
    expect(runs[1]?.taskRuns[0]?.why).toBe(`Not cached: flow parameter day changed since count-0 of run ${runs[0]?.flowRun?.name}.`);
  });

  test("CA14 outside of a flow there are no flow parameters, so that a call runs and says why", async ({ engine }) => {
    const count = counting({ cachePolicy: cache.flowParameters });
    const runs = [await engine.run(count, 1), await engine.run(count, 1)];
    expect(runs.map((run) => run.taskRuns[0]?.why)).toEqual(Array(2).fill("Not cached: cache.flowParameters finds nothing here to make a key of."));
    expect(runs.map(ends)).toEqual([["Completed"], ["Completed"]]);
  });

  test("CA15 an input that cannot be hashed is logged, and the call runs", async ({ engine }) => {
    const count = counting({ cachePolicy: cache.inputs });
    const run = await engine.run(flow(async () => [await count({ log: { write: () => undefined } }), await count({ log: { write: () => undefined } })]));
    expect(ends(run)).toEqual(["Completed", "Completed"]);
    expect(run.result).toEqual([[expect.anything(), 1], [expect.anything(), 2]]);
    const errors = run.logs.filter((log) => log.level === "error").map((log) => log.message);
    expect(errors).toHaveLength(2);
    expect(errors[0]).toMatch(/Error encountered when computing cache key.*input x\.log\.write is the function write, which cannot be hashed.*cache\.inputs\.without/);
    expect(run.taskRuns[0]).toMatchObject({ cacheKey: null, why: "Not cached: input x.log.write is the function write, which cannot be hashed." });
  });

  test("CA15 so is a key function that throws or gives no text, and one that gives no key turns caching off for the call", async ({ engine }) => {
    const throws = counting({ cacheKey: () => { throw new Error("no key today"); } });
    const number = counting({ cacheKey: untyped(() => 7) });
    const none = counting({ cacheKey: () => undefined });
    const run = await engine.run(flow(async () => [await throws(1), await number(1), await none(1), await none(1)]));
    expect(ends(run)).toEqual(["Completed", "Completed", "Completed", "Completed"]);
    expect(run.taskRuns.map((taskRun) => taskRun.why)).toEqual([
      "Not cached: no key today.",
      "Not cached: cacheKey returned a number, but a text or undefined is required.",
      "Not cached: cacheKey gave no key.",
      "Not cached: cacheKey gave no key.",
    ]);
    // Making the key oneself is no advice for whoever does.
    expect(run.logs.filter((log) => log.level === "error").map((log) => log.message.split(": ").at(-1))).toEqual([
      "no key today. cacheKey has to return a text, or undefined for a call that is not to be cached.",
      "cacheKey returned a number, but a text or undefined is required. cacheKey has to return a text, or undefined for a call that is not to be cached.",
    ]);
  });

  test("CA18 a key function wins over a policy, with one warning for all calls", async ({ engine }) => {
    const count = counting({ cachePolicy: cache.default, cacheKey: () => "key" });
    const run = await engine.run(flow(async () => [await count("a"), await count("b")]));
    expect([run.result, ends(run)]).toEqual([[["a", 1], ["a", 1]], ["Completed", "Cached"]]);
    expect(run.logs.filter((log) => log.level === "warn").map((log) => log.message)).toEqual(["Both cacheKey and cachePolicy are given: cacheKey will be used."]);
  });

  test("CA19 another storage key is another place to look", async ({ engine }) => {
    const count = counting({ resultStorageKey: "before" });
    const run = await engine.run(flow(async () => [await count("a"), await count("a"), await count.with({ resultStorageKey: "after" })("a")]));
    expect([run.result, ends(run)]).toEqual([[["a", 1], ["a", 1], ["a", 2]], ["Completed", "Cached", "Completed"]]);
    expect(run.taskRuns.map(({ resultKey, cacheKey }) => [resultKey, cacheKey])).toEqual([["before", null], ["before", null], ["after", null]]);
  });

  test("CA19 a storage key is a template over the parameters and the run", async ({ engine }) => {
    const keyed = task({ name: "keyed", resultStorageKey: "{repo}-{parameters.page}-{flow.name}-{flowRun.name}-{taskRun.name}" }, async (repo: string, page = 1) => [repo, page]);
    const named = await engine.run(flow({ name: "stars" }, async () => await keyed("a/b")));
    expect(named.taskRuns[0]?.resultKey).toBe(`a/b-1-stars-${named.flowRun?.name}-keyed-0`);
  });

  test("CA19 a template that asks for what is not there fails the run", async ({ engine }) => {
    const keyed = counting({ resultStorageKey: "stars-{repo}" });
    const run = await engine.run(flow(async () => await keyed("a/b")));
    expect(run.taskRuns[0]?.error?.message).toMatch(/^The template of "resultStorageKey" asks for \{repo\}; there is .*\bx\.$/);
  });

  test("CA20 a result that is there already answers a task that never ran", async ({ engine }) => {
    const writes = task({ name: "writes", resultStorageKey: "foo-bar" }, async () => -92);
    await engine.run(flow(async () => await writes()));
    const reads = task({ name: "reads", resultStorageKey: "foo-bar" }, async () => 42);
    const run = await engine.run(flow(async () => await reads()));
    expect([run.result, ends(run)]).toEqual([-92, ["Cached"]]);
    expect(run.taskRuns[0]?.why).toMatch(/^Cached: a result was kept under its key "foo-bar" by writes-0 of run /);
  });

  test("CA22 a task inside of a task is kept when the outer one is committed; in an eager transaction at once", async ({ engine }) => {
    const count = counting({ cachePolicy: cache.inputs });
    const outer = task({ name: "outer" }, async (x: string) => [await count(x), await count(x)]);
    const eager = task({ name: "eager" }, async (x: string) => await transaction({ commitMode: "eager" }, async () => [await count(x), await count(x)]));
    const run = await engine.run(flow(async () => [await outer("lazy"), await count("lazy"), await eager("eager")]));
    const ended = run.taskRuns.filter((taskRun) => taskRun.task === "count").map((taskRun) => stateNames(taskRun).at(-1));
    expect(ended).toEqual(["Completed", "Completed", "Cached", "Completed", "Cached"]);
  });

  test("what is rolled back is kept under no key", async ({ engine }) => {
    const count = counting({ cachePolicy: cache.inputs });
    const run = await engine.run(
      flow(async () => {
        await transaction(async () => {
          await count("a");
          throw new Error("undone");
        }).catch(() => undefined);
        await count("a");
      }),
    );
    expect(taskStates(run)).toEqual([
      ["count-0", ["Pending", "Running", "Completed", "RolledBack"]],
      ["count-1", ["Pending", "Running", "Completed"]],
    ]);
  });

  test("CA23 cache.inputs looks at the inputs' names and values and at nothing else", async ({ engine }) => {
    const keyOf = async (fn: (...inputs: never[]) => unknown, inputs: readonly unknown[], policy = cache.inputs): Promise<string | null | undefined> => {
      const keyed = task({ name: "keyed", cachePolicy: policy }, fn as (...inputs: unknown[]) => Promise<number>);
      const run = await engine.run(flow(async (parameter: number) => await keyed(...inputs) && parameter), Math.random());
      return run.taskRuns[0]?.cacheKey;
    };
    const x = await keyOf(async (x: number) => x, [42]);
    expect(await keyOf(async (x: number) => x + 1, [42])).toBe(x);
    expect(new Set([x, await keyOf(async (y: number) => y, [42]), await keyOf(async (z: string) => z, ["foo"])]).size).toBe(3);
    const both = async (x: number, y: number) => x + y;
    const without = cache.inputs.without("y");
    expect(await keyOf(both, [1, 2], without)).toBe(await keyOf(both, [1, 3], without));
    expect(await keyOf(both, [1, 2], without)).not.toBe(await keyOf(both, [2, 2], without));
    expect(await keyOf(both, [1, 2])).not.toBe(await keyOf(both, [1, 3]));
  });

  test("CA23 without an input of several policies, and of one that looks at none", async ({ engine }) => {
    const policy = cache.all(cache.inputs, cache.taskSource).without("log");
    const count = task({ name: "count", cachePolicy: policy }, async (x: number, log: string) => [x, log]);
    const run = await engine.run(flow(async () => [await count(1, "a"), await count(1, "b")]));
    expect([run.result, ends(run), cache.runId.without("log")]).toEqual([[[1, "a"], [1, "a"]], ["Completed", "Cached"], cache.runId]);
    expect(policy.name).toBe('cache.all(cache.inputs.without("log"), cache.taskSource)');
  });

  test("CA27 serializable needs something to lock", async () => {
    const error = await thrownBy(() => counting({ isolation: "serializable" }));
    expect([error.name, error.message]).toEqual(["DefinitionError", expect.stringContaining("not supported by provided configuration: it needs a key to lock")]);
  });

  test("CA28 caching may be off everywhere, which each call says; a task without a policy is not cached anyway", async () => {
    const engine = await createTestEngine({ cache: "off" });
    const tasks = [counting({ cachePolicy: cache.inputs }), counting({ cacheKey: () => "k" }), counting({ resultStorageKey: "k" }), counting({})];
    const run = await engine.run(
      flow(async () => {
        for (const count of tasks) {
          await count(1);
          await count(1);
        }
      }),
    );
    expect(ends(run)).toEqual(Array(8).fill("Completed"));
    expect(run.taskRuns.map((taskRun) => taskRun.why)).toEqual([...Array(6).fill("Not cached: MILLRACE_CACHE is off."), null, null]);
    await engine.close();
  });

  test("persistResult: false turns caching off, with a warning where a policy was given", async ({ engine }) => {
    const count = counting({ cachePolicy: cache.inputs, persistResult: false });
    const run = await engine.run(flow(async () => [await count(1), await count(1)]));
    expect(ends(run)).toEqual(["Completed", "Completed"]);
    expect(run.taskRuns[1]?.why).toBe("Not cached: persistResult is off.");
    expect(logged(run)).toEqual(["persistResult is off, so that results are not cached: cachePolicy, cacheKey and resultStorageKey have no effect."]);
  });

  test("a task that fails keeps nothing, and a retry that succeeds does", async ({ engine }) => {
    let executions = 0;
    const flaky = task({ name: "flaky", cachePolicy: cache.inputs, retries: 1 }, async (x: number) => {
      executions += 1;
      if (executions % 2 === 1) throw new Error(`execution ${executions}`);
      return x;
    });
    const fails = flaky.with({ retries: 0 });
    const run = await engine.run(flow(async () => [await fails.returnState(1), await flaky(1)].length));
    expect(taskStates(run)).toEqual([
      ["flaky-0", ["Pending", "Running", "Failed"]],
      ["flaky-1", ["Pending", "Running", "Completed"]],
    ]);
    const again = await engine.run(flow(async () => await flaky(1)));
    expect(ends(again)).toEqual(["Cached"]);
  });

  test("what one caller does to a result is not seen by the next", async ({ engine }) => {
    const list = task({ name: "list", cachePolicy: cache.inputs }, async (length: number) => Array.from({ length }, (_, index) => index));
    const run = await engine.run(
      flow(async () => {
        (await list(2)).push(99);
        (await list(2)).push(99);
        return await list(2);
      }),
    );
    expect(run.result).toEqual([0, 1]);
  });

  test("an answered call leaves an edge for whoever is given its result, and runs its hooks", async ({ engine }) => {
    const hooked: string[] = [];
    const make = task({ name: "make", cachePolicy: cache.inputs, onCompleted: (_task, run, state) => void hooked.push(`${run.name} ${state.name}`) }, async (x: number) => ({ x }));
    const use = task({ name: "use" }, async (made: { x: number }) => made.x);
    const run = await engine.run(flow(async () => [await make(1), await use(await make(1))].length));
    expect(taskRunNamed(run, "use-0").dependsOn).toEqual([{ taskRunId: taskRunNamed(run, "make-1").id, via: "object", parameter: "made" }]);
    expect(hooked).toEqual(["make-0 Completed", "make-1 Cached"]);
  });

  test("an answered call waits for no place in the task runner", async ({ engine }) => {
    const { concurrent } = await import("../../sdk/index.ts");
    const quick = task({ name: "quick", cachePolicy: cache.inputs }, async (x: number) => x);
    const slow = task({ name: "slow" }, async () => {
      await sleep("1h");
    });
    const run = await engine.run(
      flow({ taskRunner: concurrent({ max: 1 }) }, async () => {
        await quick(1);
        const blocking = slow.submit();
        const answered = await quick.submit(1).wait();
        const during = runtime.flowRun?.state.name;
        await blocking;
        return [answered.name, during];
      }),
    );
    expect(run.result).toEqual(["Cached", "Running"]);
  });

  test("calls whose inputs are futures are looked up once these are values", async ({ engine }) => {
    const source = task({ name: "source" }, async () => {
      await sleep("1s");
      return 7;
    });
    const count = counting({ cachePolicy: cache.inputs });
    const run = await engine.run(flow(async () => [await count(7), await count(source())]));
    expect([run.result, ends(run)]).toEqual([[[7, 1], [7, 1]], ["Completed", "Completed", "Cached"]]);
    const answered = taskRunNamed(run, "count-1");
    expect([answered.cacheKey === taskRunNamed(run, "count-0").cacheKey, stateNames(answered)]).toEqual([true, ["Pending", "Running", "Cached"]]);
  });

  test("serializable: of calls at the same time one computes, and the others wait for it and say so", async ({ engine }) => {
    let executions = 0;
    const slow = task({ name: "slow", cachePolicy: cache.inputs, isolation: "serializable" }, async (x: number) => {
      executions += 1;
      await sleep("1s");
      return x;
    });
    const run = await engine.run(flow(async () => await Promise.all([slow(1), slow(1), slow(1), slow(2)])));
    expect([run.result, executions, ends(run)]).toEqual([[1, 1, 1, 2], 2, ["Completed", "Cached", "Cached", "Completed"]]);
    expect(run.taskRuns[1]?.states[0]?.why).toBe("Waits for another call with its key, which may compute its result.");
  });

  test("serializable: after a failure the next one computes", async ({ engine }) => {
    let executions = 0;
    const flaky = task({ name: "flaky", cacheKey: () => "k", isolation: "serializable" }, async () => {
      executions += 1;
      await sleep("1s");
      if (executions === 1) throw new Error("first");
      return executions;
    });
    const run = await engine.run(flow(async () => (await Promise.all([flaky.returnState(), flaky.returnState(), flaky.returnState()])).map((state) => state.name)));
    expect(run.result).toEqual(["Failed", "Completed", "Cached"]);
  });

  test("serializable: a call inside of the one that has the key does not wait for it", async ({ engine }) => {
    const options = { cacheKey: () => "k", isolation: "serializable" } as const;
    const inner = task({ name: "inner", ...options }, async () => "inner");
    const outer = task({ name: "outer", ...options }, async () => await inner());
    const run = await engine.run(flow(async () => await outer()));
    expect(run.result).toBe("inner");
  });

  test("a cancel ends a call that waits for its key", async ({ engine }) => {
    const slow = task({ name: "slow", cacheKey: () => "k", isolation: "serializable" }, async () => await sleep("1h"));
    const running = engine.run(
      flow(async () => {
        const both = [slow(), slow()];
        setImmediate(() => engine.cancel("enough"));
        await Promise.all(both);
      }),
    );
    const run = await running;
    expect([run.state.name, ends(run)]).toEqual(["Cancelled", ["Cancelled", "Cancelled"]]);
  });

  test.for([
    [{ cachePolicy: untyped("inputs") }, 'option "cachePolicy" is "inputs", expected a policy, such as cache.inputs'],
    [{ cacheKey: untyped("k") }, 'option "cacheKey" is "k", expected a function'],
    [{ cacheExpiration: untyped("soon") }, 'option "cacheExpiration" is "soon", expected a number of milliseconds'],
    [{ isolation: untyped("full") }, 'option "isolation" is "full", expected "readCommitted" or "serializable"'],
    [{ resultStorageKey: "" }, 'option "resultStorageKey" is "", expected a text that is not empty'],
    [{ refreshCache: untyped("yes") }, 'option "refreshCache" is "yes", expected true or false'],
  ] as const)("a bad option is refused: %j", async ([options, message]) => {
    expect((await thrownBy(() => counting(options))).message).toContain(message);
  });

  test("cache.all refuses what is no policy", async () => {
    expect((await thrownBy(() => cache.all(cache.inputs, untyped("source")))).message).toBe(
      'cache.all: expected cache policies, such as cache.inputs, but argument 2 is "source".',
    );
    expect((await thrownBy(() => cache.all())).message).toContain("but there is none");
  });
});
