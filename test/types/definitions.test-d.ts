/** What TypeScript makes of a function once it is a task or flow. Checked by `npm run types`; nothing here runs. */
import { expectTypeOf, test } from "vitest";
import { z } from "zod";
import { Completed, Failed, flow, task, type Flow, type State, type Task, type TaskFuture, type TaskFutureList } from "../../sdk/index.ts";

interface Order {
  readonly id: string;
  readonly lines: readonly number[];
}

const load = task(async (id: string, limit = 10, isFresh?: boolean): Promise<Order> => ({ id, lines: isFresh === true ? [limit] : [] }));
const count = task({ retries: 3, retryDelay: "2s", name: "count" }, (order: Order) => order.lines.length);
const log = task((...lines: string[]) => {
  console.log(lines);
});

test("a task has the parameters of its function and gives futures of its awaited result", () => {
  expectTypeOf(load("a")).toEqualTypeOf<TaskFuture<Order>>();
  expectTypeOf(load("a", 3, true)).toEqualTypeOf<TaskFuture<Order>>();
  expectTypeOf(count({ id: "a", lines: [] })).toEqualTypeOf<TaskFuture<number>>();
  expectTypeOf(log("a", "b")).toEqualTypeOf<TaskFuture<void>>();
  expectTypeOf(load).toEqualTypeOf<Task<[id: string, limit?: number | undefined, isFresh?: boolean | undefined], Order>>();
  expectTypeOf(load.fn).parameters.toEqualTypeOf<[id: string, limit?: number | undefined, isFresh?: boolean | undefined]>();
  expectTypeOf(load.name).toEqualTypeOf<string>();
  // @ts-expect-error a parameter is missing
  load();
  // @ts-expect-error of another type
  load(3);
  // @ts-expect-error one too many
  load("a", 1, true, "b");
  // @ts-expect-error a property is missing
  count({ id: "a" });
  // @ts-expect-error of another type in the rest
  log("a", 1);
});

test("submit, returnState, with and after keep the types", () => {
  expectTypeOf(load.submit("a")).toEqualTypeOf<TaskFuture<Order>>();
  expectTypeOf(load.returnState("a")).toEqualTypeOf<Promise<State<Order>>>();
  expectTypeOf(load.with({ retries: 2 })).toEqualTypeOf(load);
  expectTypeOf(load.after(count({ id: "a", lines: [] }))).toEqualTypeOf(load);
  expectTypeOf(load.with({ timeout: 5 }).after().submit("a", 1)).resolves.toEqualTypeOf<Order>();
  // @ts-expect-error no such option
  load.with({ retry: 2 });
  // @ts-expect-error an option of flows
  load.with({ flowRunName: "x" });
  // @ts-expect-error of another type
  load.with({ retries: "2" });
  // @ts-expect-error of another type
  load.submit(1);
});

test("a default without an annotation gives its parameter a type", () => {
  const page = task(async (url: string, number = 1, { deep } = { deep: false }) => [url, number, deep] as const);
  expectTypeOf(page("a", 2, { deep: true })).toEqualTypeOf<TaskFuture<readonly [string, number, boolean]>>();
  // @ts-expect-error a number by its default
  page("a", "2");
});

test("a flow gives promises, and futures when it is submitted", () => {
  const importOrders = flow({ retries: 1 }, async (day: Date, limit?: number) => [day, limit ?? 0] as const);
  expectTypeOf(importOrders(new Date())).toEqualTypeOf<Promise<readonly [Date, number]>>();
  expectTypeOf(importOrders.submit(new Date(), 3)).toEqualTypeOf<TaskFuture<readonly [Date, number]>>();
  expectTypeOf(importOrders.returnState(new Date())).toEqualTypeOf<Promise<State<readonly [Date, number]>>>();
  expectTypeOf(importOrders.with({ flowRunName: "import {day}" })).toEqualTypeOf(importOrders);
  expectTypeOf(importOrders).toEqualTypeOf<Flow<[day: Date, limit?: number | undefined], readonly [Date, number]>>();
  // @ts-expect-error of another type
  importOrders("2026-01-31");
  // @ts-expect-error a flow is not mapped
  importOrders.map;
  // @ts-expect-error an option of tasks
  flow({ taskRunName: "x" }, async () => 1);
  // @ts-expect-error options come first
  flow(async () => 1, { retries: 1 });
  // @ts-expect-error no function
  task({ retries: 1 });
});

test("a generic function keeps its type parameters in direct calls", () => {
  const first = task(async <T>(list: readonly T[]) => list[0]);
  const keyed = flow({ name: "keyed" }, async <T extends { id: string }>(item: T, note?: string) => ({ item, note }));
  expectTypeOf(first(["a", "b"])).resolves.toEqualTypeOf<string | undefined>();
  expectTypeOf(first([1])).resolves.toEqualTypeOf<number | undefined>();
  expectTypeOf(keyed({ id: "a", price: 3 })).resolves.toEqualTypeOf<{ item: { id: string; price: number }; note: string | undefined }>();
  // A future of what the constraint says is taken as well.
  const one = task(() => ({ id: "a" }));
  expectTypeOf(keyed(one())).resolves.toEqualTypeOf<{ item: { id: string }; note: string | undefined }>();
  // @ts-expect-error below the constraint
  keyed({ price: 3 });
  // One list of parameters has to do for what TypeScript cannot carry through a method: the constraints stand in.
  expectTypeOf(first.submit(["a"])).toEqualTypeOf<TaskFuture<unknown>>();
  // An instantiation says which.
  const firstText = task(first.fn<string>);
  expectTypeOf(firstText.submit(["a"])).resolves.toEqualTypeOf<string | undefined>();
});

test("an overloaded function keeps its overloads in direct calls", () => {
  function read(file: string): Promise<string>;
  function read(file: string, encoding: "binary"): Promise<Uint8Array>;
  async function read(file: string, encoding?: "binary"): Promise<string | Uint8Array> {
    return encoding === undefined ? file : new Uint8Array();
  }
  const readFile = task(read);
  expectTypeOf(readFile("a")).resolves.toEqualTypeOf<string>();
  expectTypeOf(readFile("a", "binary")).resolves.toEqualTypeOf<Uint8Array>();
  expectTypeOf(readFile.submit("a", "binary")).toEqualTypeOf<TaskFuture<Uint8Array>>();
  // @ts-expect-error no overload takes that
  readFile("a", "utf8");
});

test("helpers that take and give tasks and flows carry the types through", () => {
  const withRetries = <Args extends readonly unknown[], R>(inner: Flow<Args, R>): Flow<Args, R> => inner.with({ retries: 3 });
  const audited = <Args extends unknown[], R>(fn: (...args: Args) => Promise<R>): Task<Args, R> => task(fn) as Task<Args, R>;
  const makeFlow = <T,>() => flow(async (item: T) => [item]);
  expectTypeOf(withRetries(flow(async (a: number) => String(a)))(1)).toEqualTypeOf<Promise<string>>();
  expectTypeOf(audited(async (a: number, b: string) => b.repeat(a))(1, "x")).toEqualTypeOf<TaskFuture<string>>();
  expectTypeOf(makeFlow<Order>()({ id: "a", lines: [] })).toEqualTypeOf<Promise<Order[]>>();
  // @ts-expect-error not an order
  makeFlow<Order>()("a");
});

test("any task is a task of unknown, any flow a flow of unknown", () => {
  expectTypeOf(load).toExtend<Task>();
  expectTypeOf(flow(async (a: number) => a)).toExtend<Flow>();
  expectTypeOf(load("a")).toExtend<TaskFuture>();
  expectTypeOf(load.map(["a"])).toExtend<TaskFutureList>();
});

test("a state that a function builds counts as what it carries, a list of futures as their results", () => {
  const early = flow(async (isEarly: boolean) => (isEarly ? Completed({ data: 3, message: "early" }) : Failed({ message: "late" })));
  expectTypeOf(early(true)).toEqualTypeOf<Promise<number>>();
  expectTypeOf(early.returnState(true)).toEqualTypeOf<Promise<State<number>>>();
  expectTypeOf(flow(async () => [count.submit({ id: "a", lines: [] }), load("a")] as const)()).toEqualTypeOf<Promise<[number, Order]>>();
  expectTypeOf(flow(async () => load.map(["a"]))()).toEqualTypeOf<Promise<Order[]>>();
  expectTypeOf(task(async () => await Promise.all([load.returnState("a")]))()).resolves.toEqualTypeOf<[Order]>();
  expectTypeOf(task(() => [])()).resolves.toExtend<readonly unknown[]>();
  expectTypeOf(task(async (): Promise<any> => 1)()).resolves.toBeAny();
});

test("what a schema is over is not what the compiler looks at", () => {
  const typed = flow({ parameters: z.object({ limit: z.coerce.number() }) }, async (limit: number) => limit);
  expectTypeOf(typed(3)).toEqualTypeOf<Promise<number>>();
  // @ts-expect-error callers in code give what the function takes
  typed("3");
  // @ts-expect-error no schema
  flow({ parameters: { limit: "number" } }, async (limit: number) => limit);
});
