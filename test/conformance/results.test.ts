import { describe, expect } from "vitest";
import { cache, flow, task, type CustomSerializer } from "../../sdk/index.ts";
import { makeFolder } from "../journal/folder.ts";
import { HandClock } from "../engine/hand-clock.ts";
import { keyed, openStore } from "../journal/keyed/stores.ts";
import { allTaskRuns, logged, onlyChild, stateNames, taskRunNamed, test, thrownBy, untyped, type Recorded } from "./support.ts";

/** Reverses JSON: visibly not what would have been written without it. */
const backwards: CustomSerializer = {
  name: "backwards",
  serialize: (value) => [...JSON.stringify(value)].reverse().join(""),
  deserialize: (text) => JSON.parse([...text].reverse().join("")) as unknown,
};

function warnings(run: Recorded): readonly string[] {
  return run.logs.filter((log) => log.level === "warn").map((log) => log.message);
}

describe("Results", () => {
  test("RE01 a result that is not persisted is there for this process, and missing from the record", async ({ engine }) => {
    const run = await engine.run(flow({ persistResult: false }, async () => await task({ name: "one", persistResult: false }, async () => 1)()));
    expect([run.result, await run.state.result(), "result" in taskRunNamed(run, "one-0")]).toEqual([1, 1, false]);
  });

  test("RE01 read again, on a retry of its flow, it is missing, so that the task runs again and says why", async ({ engine }) => {
    let executions = 0;
    const one = task({ name: "one", persistResult: false }, async () => {
      executions += 1;
      return executions;
    });
    const run = await engine.run(
      flow({ retries: 1 }, async () => {
        const value = await one();
        if (value === 1) throw new Error("again");
        return value;
      }),
    );
    expect([run.result, stateNames(taskRunNamed(run, "one-0"))]).toEqual([2, ["Pending", "Running", "Completed", "Pending", "Rerunning", "Completed"]]);
    expect(taskRunNamed(run, "one-0").why).toMatch(/its result is not available \(it was not recorded \(persistResult is off\)\), so it runs again/);
  });

  test("RE02 without records in memory a kept result is read from the disk each time", () => {
    const folder = makeFolder();
    const store = openStore(folder, new HandClock(), 0);
    store.write(keyed("k", '{"v":1}'));
    openStore(folder, new HandClock()).write(keyed("k", '{"v":2}'));
    expect(store.read("k", 0)).toMatchObject({ kind: "found", record: { stored: '{"v":2}' } });
  });

  test("RE04 an error comes back from its record with its name, message and cause", async ({ engine }) => {
    const cause = new RangeError("too far");
    const make = task({ name: "make", cachePolicy: cache.inputs }, async (message: string) => new TypeError(message, { cause }));
    const run = await engine.run(
      flow(async () => {
        await make("Hello world");
        const error = await make("Hello world");
        throw error;
      }),
    );
    expect(stateNames(taskRunNamed(run, "make-1")).at(-1)).toBe("Cached");
    const thrown = await thrownBy(() => run.state.result());
    expect([thrown.name, thrown.message, thrown.cause]).toEqual(["TypeError", "Hello world", expect.objectContaining({ name: "RangeError", message: "too far" })]);
  });

  test("RE08 child flows and tasks keep their results as the flow around them does, unless they say otherwise", async ({ engine }) => {
    const plain = task({ name: "plain" }, async () => [1, 2]);
    const json = task({ name: "json", resultSerializer: "json" }, async () => [1, 2]);
    const inherits = flow({ name: "inherits" }, async () => [await plain(), await json()]);
    const optsOut = flow({ name: "optsOut", persistResult: false }, async () => {
      await plain();
      await plain.with({ persistResult: true })();
      return 3;
    });
    const run = await engine.run(
      flow({ resultSerializer: backwards }, async () => {
        await inherits();
        await optsOut();
        return await plain();
      }),
    );
    const written = { $serializedBy: "backwards", text: "]2,1[" };
    const [first, second] = run.childRuns;
    expect([first?.result, ...(first?.taskRuns ?? []).map((taskRun) => taskRun.result)]).toEqual([
      { $serializedBy: "backwards", text: "]]2,1[,]2,1[[" },
      written,
      [1, 2],
    ]);
    expect([second !== undefined && "result" in second, ...(second?.taskRuns ?? []).map((taskRun) => taskRun.result)]).toEqual([false, undefined, written]);
    expect(taskRunNamed(run, "plain-3").result).toEqual(written);
  });

  test("RE09 a record in memory answers until it expires, and is read again then", () => {
    const folder = makeFolder();
    const replace = (stored: string): void => openStore(folder, new HandClock()).write(keyed("k", stored, { expiresAt: 90e6 }));
    const store = openStore(folder, new HandClock());
    openStore(folder, new HandClock()).write(keyed("k", '{"v":"old"}', { expiresAt: 1e6 }));
    expect(store.read("k", 0)).toMatchObject({ kind: "found", record: { stored: '{"v":"old"}' } });
    replace('{"v":"new"}');
    expect(store.read("k", 999_999)).toMatchObject({ kind: "found", record: { stored: '{"v":"old"}' } });
    expect(store.read("k", 1e6)).toMatchObject({ kind: "found", record: { stored: '{"v":"new"}' } });
    replace('{"v":"newer"}');
    expect(store.read("k", 60e6)).toMatchObject({ kind: "found", record: { stored: '{"v":"new"}' } });
  });

  test("RE10 a result that cannot be serialised never fails the run: it is told, and kept under no key", async ({ engine }) => {
    const open = task({ name: "open", cachePolicy: cache.inputs }, async (path: string) => ({ path, read: () => "text" }));
    const run = await engine.run(flow(async () => [(await open("a")).read(), (await open("a")).read()]));
    expect([run.result, run.taskRuns.map((taskRun) => stateNames(taskRun).at(-1))]).toEqual([["text", "text"], ["Completed", "Completed"]]);
    expect(warnings(run)[0]).toBe(
      "Encountered an error while serializing result of open-0: Cannot stringify a function. It is kept for this process only.",
    );
    expect("result" in taskRunNamed(run, "open-0")).toBe(false);
  });

  test("the default serializer gives back what JSON would lose", async ({ engine }) => {
    const cyclic: { self?: unknown } = {};
    cyclic.self = cyclic;
    const value = {
      map: new Map<unknown, unknown>([["a", 1], [{ b: 2 }, new Set([3])]]),
      date: new Date("2026-01-31T00:00:00Z"),
      large: 2n ** 80n,
      bytes: new Uint8Array([1, 2, 255]),
      doubles: new Float64Array([0.5]),
      nothing: undefined,
      nan: Number.NaN,
      minus: -0,
      cyclic,
    };
    const make = task({ name: "make", cachePolicy: cache.inputs }, async (x: number) => ({ x, value }));
    const run = await engine.run(flow(async () => [await make(1), await make(1)].map(({ value: each }) => each)));
    expect(stateNames(taskRunNamed(run, "make-1")).at(-1)).toBe("Cached");
    const [first, second] = run.result as readonly (typeof value)[];
    expect([second === first, second]).toEqual([false, value]);
    expect([second?.cyclic.self === second?.cyclic, Object.is(second?.minus, -0)]).toEqual([true, true]);
  });

  test("the JSON serializer says what JSON says, to the callers that are answered from it", async ({ engine }) => {
    const make = task({ name: "make", cachePolicy: cache.inputs, resultSerializer: "json" }, async (x: number) => ({ x, date: new Date(0), gone: undefined }));
    const run = await engine.run(flow(async () => [await make(1), await make(1)]));
    expect(run.result).toEqual([{ x: 1, date: new Date(0), gone: undefined }, { x: 1, date: "1970-01-01T00:00:00.000Z" }]);
    expect(taskRunNamed(run, "make-0").result).toEqual({ x: 1, date: "1970-01-01T00:00:00.000Z" });
  });

  test("a serializer of one's own is used on a retry of the flow and for a hit, large values too", async ({ engine }) => {
    const make = task({ name: "make", cachePolicy: cache.inputs, resultSerializer: backwards }, async (length: number) => "ab".repeat(length));
    const run = await engine.run(
      flow({ retries: 1 }, async () => {
        const values = [await make(1), await make(5_000), await make(1), await make(5_000)].map((text) => text.length);
        if (taskRuns === 0) {
          taskRuns += 1;
          throw new Error("again");
        }
        return values;
      }),
    );
    expect(run.result).toEqual([2, 10_000, 2, 10_000]);
    expect(allTaskRuns(run).map((taskRun) => stateNames(taskRun).filter((name) => name === "Cached").length)).toEqual([1, 1, 2, 2]);
  });
  let taskRuns = 0;

  test.for([
    ["throws", { ...backwards, serialize: () => { throw new Error("no way"); } }, "no way"],
    ["gives no text", { ...backwards, serialize: untyped(() => 7) }, 'the serializer "backwards" gave no text but a number'],
    ["is JSON and the value has cycles", "json" as const, "Converting circular structure to JSON"],
  ] as const)("a serializer that %s makes the result one that is not kept", async ([, resultSerializer, message], { engine }) => {
    const value: { self?: unknown } = {};
    value.self = value;
    const run = await engine.run(flow(async () => (await task({ name: "make", resultSerializer }, async () => value)()) === value));
    expect([run.result, warnings(run)[0]]).toEqual([true, expect.stringContaining(`serializing result of make-0: ${message}`)]);
  });

  test("what another serializer wrote is a miss that says so, as is one that cannot read its own", async ({ engine }) => {
    const make = task({ name: "make", cacheKey: () => "k", resultSerializer: backwards }, async () => 1);
    const other = make.with({ resultSerializer: { ...backwards, name: "other" } });
    const broken = make.with({ resultSerializer: { ...backwards, deserialize: () => { throw new Error("unreadable"); } } });
    const run = await engine.run(
      flow(async () => {
        await make();
        await broken();
        await make.with({ refreshCache: true })();
        await other();
      }),
    );
    expect(run.taskRuns.map((taskRun) => taskRun.why).filter((why) => why?.includes("not available"))).toEqual([
      'Not cached: what is kept under its key is not available (the serializer "backwards" cannot read it: unreadable).',
      'Not cached: what is kept under its key is not available (the serializer "backwards" cannot read it: the serializer is "other" now).',
    ]);
  });

  test.for([["pickle"], [{ name: "half", serialize: () => "" }], [{ ...backwards, name: "" }]] as const)("an option that is no serializer is refused: %j", async ([given]) => {
    const expected = 'expected "default", "json", or { name, serialize, deserialize }';
    expect((await thrownBy(() => task({ resultSerializer: untyped(given) }, async () => 1))).message).toContain(expected);
    expect((await thrownBy(() => flow({ resultSerializer: untyped(given) }, async () => 1))).message).toContain(expected);
  });

  test("a child flow that is answered on a retry reads its result by the serializer it inherits", async ({ engine }) => {
    let attempts = 0;
    const child = flow({ name: "child" }, async () => ({ n: 1 }));
    const run = await engine.run(
      flow({ retries: 1, resultSerializer: backwards }, async () => {
        const { n } = await child();
        attempts += 1;
        if (attempts === 1) throw new Error("again");
        return n;
      }),
    );
    expect([run.result, onlyChild(run).result]).toEqual([1, { $serializedBy: "backwards", text: "}1:\"n\"{" }]);
    expect(logged(run).filter((line) => line.includes("serializing"))).toEqual([]);
  });
});
