import { expect } from "vitest";
import { LimitBook } from "../../core/limits/limit-book.ts";
import { checkLimit } from "../../core/limits/check-limit.ts";
import type { SlotRequest } from "../../core/limits/slots.ts";
import { concurrency, flow, rateLimit, sleep, tags, task } from "../../sdk/index.ts";
import { createTestEngine, type TestEngine, type TestRun } from "../../testing/index.ts";
import { gate, logged, stateNames, taskRunNamed, taskStates, test, thrownBy } from "./support.ts";

const secondUs = 1_000_000;
const holder = { host: "h", bootId: "b", pid: 1, socket: null, client: "c", runId: null, runName: "brisk-heron", taskRunId: null, taskRunName: "getStars-0" };

function wish(token: string, names: readonly string[], occupy = 1, mode: SlotRequest["mode"] = "hold"): SlotRequest {
  return { token, names, occupy, mode, strict: false, holder };
}

function bookWith(limits: Readonly<Record<string, number>>, decayPerSecond: number | null = null): LimitBook {
  const book = new LimitBook();
  for (const [name, limit] of Object.entries(limits)) book.set({ name, limit, decayPerSecond }, 0);
  return book;
}

function active(book: LimitBook, nowUs = 0): Readonly<Record<string, number>> {
  return Object.fromEntries(book.describe(nowUs).map((limit) => [limit.name, limit.active]));
}

async function activeIn(engine: TestEngine): Promise<Readonly<Record<string, number>>> {
  return Object.fromEntries((await engine.limits()).map((limit) => [limit.name, limit.active]));
}

function failure(run: Pick<TestRun, "error">): readonly [string | undefined, string | undefined] {
  return [run.error?.name, run.error?.message];
}

test("CO03 a limit that is always full ends the wait with a timeout", async ({ engine }) => {
  await engine.setLimit("full", 1);
  const outer = flow(async () => await concurrency("full", async () => await concurrency("full", { timeout: 10 }, () => "never")));
  const run = await engine.run(outer);
  expect(failure(run)).toEqual(["ConcurrencyTimeoutError", 'Waiting for slots of "full" timed out after 0.01 second(s)']);
  // Where they were asked for, though it is a timer that has ended the wait.
  expect(run.error?.stack).toMatch(/^ConcurrencyTimeoutError: .*\n\s+at .*concurrency\.test\.ts:\d+:\d+/);
  expect(await activeIn(engine)).toEqual({ full: 0 });
});

test("CO03 a timeout of 0 does not wait", async ({ engine }) => {
  await engine.setLimit("full", 1);
  const outer = flow(async () => await concurrency("full", async () => await concurrency("full", { timeout: 0 }, () => "never")));
  expect(failure(await engine.run(outer))).toEqual(["ConcurrencyTimeoutError", 'Waiting for slots of "full" timed out after 0 second(s)']);
});

test("CO04 without names the function is just called", async ({ engine }) => {
  await engine.setLimit("db", 1);
  const held = flow(async () => await concurrency([], async () => await engine.limits()));
  const run = await engine.run(held);
  expect(run.result?.map((limit) => limit.active)).toEqual([0]);
});

test("CO05 a rate limit uses slots up, and gives none back", async () => {
  const engine = await createTestEngine({ limits: { api: { limit: 2, decayPerSecond: 1 }, other: { limit: 2, decayPerSecond: 1 } } });
  const counts: unknown[] = [];
  const limited = flow(async () => {
    await rateLimit(["api", "other"]);
    counts.push(await activeIn(engine));
    await rateLimit("api");
    counts.push(await activeIn(engine));
    await rateLimit("api");
    return "third";
  });
  const run = await engine.run(limited);
  expect(counts).toEqual([{ api: 1, other: 1 }, { api: 2, other: 1 }]);
  expect(run.result).toBe("third");
  await engine.close();
});

test("CO05 a decay of 0 is none: a rate limit is refused, and slots are given back", async () => {
  const engine = await createTestEngine({ limits: { api: { limit: 2, decayPerSecond: 0 } } });
  const rate = await engine.run(flow(async () => await rateLimit("api")));
  expect(failure(rate)).toEqual(["ConcurrencySlotError", expect.stringContaining('The limit "api" has no decay')]);
  await engine.run(flow(async () => await concurrency("api", () => 7)));
  expect(await engine.limits()).toMatchObject([{ name: "api", active: 0, decayPerSecond: null }]);
  await engine.close();
});

test("CO05 a missing limit is an error where strict asks for one, and limits nothing elsewhere", async ({ engine }) => {
  const strict = await engine.run(flow(async () => await rateLimit("nowhere", { strict: true })));
  expect(failure(strict)).toEqual(["ConcurrencySlotError", 'There is no concurrency limit "nowhere", and strict asks for one. Make it with: millrace limits set nowhere 1']);
  const loose = await engine.run(
    flow(async () => {
      await rateLimit("nowhere");
      return await concurrency("nowhere", () => 7);
    }),
  );
  expect(loose.result).toBe(7);
  expect(logged(loose)).toEqual(['Concurrency limits "nowhere" do not exist, so that nothing is limited. Make one with: millrace limits set "nowhere" 1']);
});

test("CO05 a limit without a decay is no rate limit", async ({ engine }) => {
  await engine.setLimit("db", 3);
  const run = await engine.run(flow(async () => await rateLimit("db")));
  expect(failure(run)).toEqual(["ConcurrencySlotError", 'The limit "db" has no decay, so that a rate limit would never come free. Give it one with: millrace limits set db 3 --decay 1/s']);
});

test("CO07 slots without decay do not come free by themselves", () => {
  const book = bookWith({ db: 10 });
  expect(book.ask(wish("a", ["db"], 10), 0).kind).toBe("granted");
  expect(book.ask(wish("b", ["db"], 5), secondUs / 2).kind).toBe("waits");
  expect(active(book, secondUs / 2)).toEqual({ db: 10 });
});

test("CO07 slots with a decay come free as whole ones", () => {
  const book = bookWith({ api: 10 }, 4);
  book.ask(wish("a", ["api"], 10, "rate"), 0);
  expect([0, 0.24, 0.25, 0.6, 1, 2.6].map((at) => active(book, at * secondUs)["api"])).toEqual([10, 10, 9, 8, 6, 0]);
});

test("CO07 asking often takes nothing from the decay", () => {
  const book = bookWith({ api: 1 }, 1);
  book.ask(wish("0", ["api"], 1, "rate"), 0);
  for (const [token, at] of [["w0", 0.4], ["w1", 0.8]] as const) expect(book.ask(wish(token, ["api"], 1, "rate"), at * secondUs).kind).toBe("waits");
  // The first of them has its slot from the first second on, the second from the next.
  expect(book.wakeAtUs(0.9 * secondUs)).toBe(secondUs);
  expect(book.wake(1.2 * secondUs).map(({ request }) => request.token)).toEqual(["w0"]);
  expect(book.wakeAtUs(1.2 * secondUs)).toBe(2.2 * secondUs);
  expect(book.wake(2.2 * secondUs).map(({ request }) => request.token)).toEqual(["w1"]);
});

test("CO08 whoever waits is counted, until it is served", () => {
  const book = bookWith({ db: 1 });
  book.ask(wish("held", ["db"]), 0);
  for (let n = 0; n < 10; n += 1) book.ask(wish(`w${n}`, ["db"]), n);
  expect(book.describe(0)[0]?.waiting).toBe(10);
  expect(book.release("held", secondUs / 2).map(({ request }) => request.token)).toEqual(["w0"]);
  expect(book.describe(0)[0]?.waiting).toBe(9);
});

test("CO09 what is given back twice, or was never held, frees nothing more", () => {
  const book = bookWith({ db: 10 });
  book.ask(wish("a", ["db"], 10), 0);
  for (const token of ["a", "a", "never"]) book.release(token, 0);
  expect(active(book)).toEqual({ db: 0 });
});

test.for([
  ["a limit below 0", { name: "db", limit: -2, decayPerSecond: null }, "greater than or equal to 0"],
  ["a decay below 0", { name: "db", limit: 1, decayPerSecond: -1 }, "greater than or equal to 0"],
  ["a name of other signs", { name: "test_limit & 0 < 1", limit: 1, decayPerSecond: null }, "without / % & > <"],
  ["no name", { name: "", limit: 1, decayPerSecond: null }, "1 to 255 characters"],
] as const)("CO09 %s is refused", async ([, limit, message]) => {
  expect((await thrownBy(() => checkLimit(limit))).message).toContain(message);
});

test.each([
  [1, "has 1 slot, and 3 are wanted"],
  [2, "has 2 slots, and 3 are wanted"],
])("more slots than the %d that there are can never be had", async (slots, words) => {
  const engine = await createTestEngine({ limits: { db: slots } });
  const run = await engine.run(flow(async () => await concurrency("db", { occupy: 3 }, () => 7)));
  expect(run.error?.message).toContain(words);
  await engine.close();
});

test("CO09 setting a limit again changes it", () => {
  const book = bookWith({ db: 1 });
  book.set({ name: "db", limit: 2, decayPerSecond: null }, 0);
  expect(book.limits()).toEqual([{ name: "db", limit: 2, decayPerSecond: null }]);
});

test("CO11 a task run holds a slot of its tag's limit while it runs", async ({ engine }) => {
  await engine.setLimit("tag:limit-tag", 2);
  const seen: unknown[] = [];
  const tagged = task({ name: "tagged", tags: ["limit-tag", "free"] }, async () => {
    const [limit] = await engine.limits();
    seen.push(limit?.active, limit?.holders.map(({ taskRun, occupy }) => [taskRun, occupy]));
  });
  await engine.run(flow(async () => await tagged()));
  expect(seen).toEqual([1, [["tagged-0", 1]]]);
  expect(await activeIn(engine)).toEqual({ "tag:limit-tag": 0 });
});

test("CO11 tags of the surroundings count too", async ({ engine }) => {
  await engine.setLimit("tag:around", 1);
  const inner = task(async () => await activeIn(engine));
  const run = await engine.run(flow(async () => await tags("around", () => inner())));
  expect(run.result).toEqual({ "tag:around": 1 });
});

test("CO11 a task without tags holds nothing", async ({ engine }) => {
  await engine.setLimit("tag:limit-tag", 1);
  const free = task(async () => await activeIn(engine));
  const run = await engine.run(flow(async () => await free()));
  expect(run.result).toEqual({ "tag:limit-tag": 0 });
});

test("CO11 no more runs of a tag go on than its limit, and those that wait say why", async ({ engine }) => {
  await engine.setLimit("tag:gpu", 2);
  let now = 0;
  let most = 0;
  const train = task({ name: "train", tags: ["gpu"] }, async (minutes: number) => {
    now += 1;
    most = Math.max(most, now);
    await sleep(`${minutes}m`);
    now -= 1;
  });
  const run = await engine.run(flow({ flowRunName: "brisk-heron" }, async () => await train.map([1, 2, 3])));
  expect(most).toBe(2);
  expect(taskStates(run)).toEqual([0, 1, 2].map((n) => [`train-${n}`, ["Pending", "Running", "Completed"]]));
  expect(taskRunNamed(run, "train-2").why).toBe("waited for limit tag:gpu");
});

test("CO11 a run that waits tells who holds the slots", async ({ engine }) => {
  await engine.setLimit("db", 1);
  const entered = gate();
  const left = gate();
  const use = task({ name: "use", concurrency: ["db"] }, async () => {
    entered.open();
    await left.opened;
  });
  const both = flow({ flowRunName: "brisk-heron" }, async () => {
    const first = use.submit();
    await entered.opened;
    const second = use.submit();
    while (second.state.why === undefined) await Promise.resolve();
    const why = second.state.why;
    left.open();
    await Promise.all([first, second]);
    return why;
  });
  expect((await engine.run(both)).result).toBe("waits for limit db: 1 of 1 are held by brisk-heron (use-0)");
});

test("CO12 slots that can never be had crash the task run before it runs", async ({ engine }) => {
  await engine.setLimit("tag:closed", 0);
  const never = task({ name: "never", tags: ["closed"] }, () => 1);
  const run = await engine.run(flow(async () => await never.returnState()));
  const found = taskRunNamed(run, "never-0");
  expect(stateNames(found)).toEqual(["Pending", "Crashed"]);
  expect(found.error?.message).toBe('The concurrency limit "tag:closed" is 0, so that no run can ever hold a slot of it. Raise it with: millrace limits set tag:closed 1');
});

test("CO13 tags without a limit are no matter of a warning", async ({ engine }) => {
  const free = task({ tags: ["one", "two"] }, () => 1);
  const run = await engine.run(flow(async () => await free()));
  expect(logged(run)).toEqual([]);
});

test("CO13 a limit that a task names and that does not exist is", async ({ engine }) => {
  const wants = task({ concurrency: ["db"] }, (n: number) => n);
  const run = await engine.run(flow(async () => await wants.map([1, 2])));
  expect(logged(run)).toEqual(['Concurrency limits "db" do not exist, so that nothing is limited. Make one with: millrace limits set "db" 1']);
});

test("PO16 asking twice for one run is asking once, and a limit that is lowered lets its holders end", () => {
  const book = bookWith({ "tag:t": 2 });
  const kinds = [book.ask(wish("run", ["tag:t"]), 0).kind, book.ask(wish("run", ["tag:t"]), 1).kind];
  expect([kinds, active(book)]).toEqual([["granted", "granted"], { "tag:t": 1 }]);
  book.set({ name: "tag:t", limit: 0, decayPerSecond: null }, 2);
  expect(active(book)).toEqual({ "tag:t": 1 });
  book.release("run", 3);
  expect(active(book)).toEqual({ "tag:t": 0 });
});

test("PO16 a limit that is lowered to 0 turns away those who wait", () => {
  const book = bookWith({ db: 1 });
  book.ask(wish("a", ["db"]), 0);
  book.ask(wish("b", ["db"]), 1);
  expect(book.set({ name: "db", limit: 0, decayPerSecond: null }, 2).map(({ kind, request }) => [kind, request.token])).toEqual([["refused", "b"]]);
});

test("TT04 a task that times out gives its slots back", async () => {
  const engine = await createTestEngine({ limits: { db: 1, "tag:t": 1 } });
  const slow = task({ name: "slow", timeout: "1s", tags: ["t"] }, async () => await concurrency("db", () => new Promise(() => undefined)));
  const run = await engine.run(flow(async () => await slow()));
  expect(stateNames(taskRunNamed(run, "slow-0"))).toEqual(["Pending", "Running", "TimedOut"]);
  expect(await activeIn(engine)).toEqual({ db: 0, "tag:t": 0 });
  await engine.close();
});

test("TT04 the wait for a slot is no part of a task's timeout", async ({ engine }) => {
  await engine.setLimit("db", 1);
  const use = task({ concurrency: ["db"], timeout: "10s" }, async (seconds: number) => await sleep(`${seconds}s`));
  const run = await engine.run(flow(async () => await use.map([8, 8, 8])));
  expect(run.state.name).toBe("Completed");
});

test("slots of several limits are had all at once, or none of them", () => {
  const book = bookWith({ a: 1, b: 1 });
  book.ask(wish("x", ["a"]), 0);
  expect(book.ask(wish("both", ["a", "b"]), 1).kind).toBe("waits");
  expect(active(book)).toEqual({ a: 1, b: 0 });
  // It wants what is free, while the one before it waits for something else.
  expect(book.ask(wish("y", ["b"]), 2).kind).toBe("granted");
  expect(book.release("x", 3)).toEqual([]);
  expect(book.release("y", 4).map(({ request }) => request.token)).toEqual(["both"]);
});

test("one that wants little does not pass one that wants much of the same limit", () => {
  const book = bookWith({ a: 3 });
  book.ask(wish("x", ["a"], 2), 0);
  expect(book.ask(wish("much", ["a"], 3), 1).kind).toBe("waits");
  expect(book.ask(wish("little", ["a"], 1), 2).kind).toBe("waits");
  expect(book.release("x", 3).map(({ request }) => request.token)).toEqual(["much"]);
  expect(book.release("much", 4).map(({ request }) => request.token)).toEqual(["little"]);
});

test("a limit that is deleted lets go on who waits for it", () => {
  const book = bookWith({ a: 1, b: 1 });
  book.ask(wish("x", ["a"]), 0);
  book.ask(wish("y", ["a"]), 1);
  expect(book.delete("a", 2).map(({ request }) => request.token)).toEqual(["y"]);
  expect(book.describe(2).map(({ name }) => name)).toEqual(["b"]);
});

test("a cancel ends the wait for slots", async ({ engine }) => {
  await engine.setLimit("db", 1);
  const use = task({ name: "use", concurrency: ["db"] }, async (hours: number) => await sleep(`${hours}h`));
  const waiting = flow(async () => {
    const list = use.map([1, 2]);
    await sleep("1s");
    engine.cancel("enough");
    return await list;
  });
  const run = await engine.run(waiting);
  expect(run.state.name).toBe("Cancelled");
  expect(taskStates(run)).toEqual([["use-0", ["Pending", "Running", "Cancelled"]], ["use-1", ["Pending", "Cancelled"]]]);
  expect(await activeIn(engine)).toEqual({ db: 0 });
});

test("two runs share a limit", async ({ engine }) => {
  await engine.setLimit("db", 1);
  const order: string[] = [];
  const use = flow(async (name: string) => await concurrency("db", async () => {
    order.push(`${name} in`);
    await sleep("1s");
    order.push(`${name} out`);
  }));
  await Promise.all([engine.run(use, "a"), engine.run(use, "b")]);
  expect(order).toEqual(["a in", "a out", "b in", "b out"]);
});
