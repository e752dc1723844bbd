/** What TypeScript makes of futures, lists and marked arguments. Checked by `npm run types`; nothing here runs. */
import { expectTypeOf, test } from "vitest";
import {
  allowFailure,
  asCompleted,
  Completed,
  Failed,
  flatten,
  getSignal,
  opaque,
  quote,
  tags,
  task,
  unmapped,
  waitAll,
  type EndedFuture,
  type State,
  type TaskFuture,
  type TaskFutureList,
} from "../../sdk/index.ts";

interface Page {
  readonly url: string;
  readonly links: string[];
}

const one = task((): number => 1);
const text = task(async () => "a");
const list = task(async () => ["a", "b"]);
const fetchPage = task(async (url: string, depth = 1): Promise<Page> => ({ url, links: Array.from({ length: depth }, () => url) }));
const total = task((numbers: readonly number[], page: Page | null) => numbers.length + (page?.links.length ?? 0));

test("each parameter also takes a future of its type, and futures inside of lists and objects", () => {
  expectTypeOf(fetchPage(text(), one())).toEqualTypeOf<TaskFuture<Page>>();
  expectTypeOf(total([one(), 2, one.submit()], null)).toEqualTypeOf<TaskFuture<number>>();
  total(one.with({}).map.length === 0 ? [] : [1], fetchPage("a"));
  total([1], { url: text(), links: ["a"] });
  total([1], { url: "a", links: list() });
  // @ts-expect-error a future of another type
  fetchPage(one());
  // @ts-expect-error a list with a future of another type
  total([text()], null);
  // @ts-expect-error an object with a future of another type
  total([1], { url: one(), links: [] });
  // @ts-expect-error a plain promise is no future: nobody would wait for it
  fetchPage(Promise.resolve("a"));
});

test("a final state is taken for its result", async () => {
  const state = await text.returnState();
  expectTypeOf(state).toEqualTypeOf<State<string>>();
  expectTypeOf(fetchPage(state)).toEqualTypeOf<TaskFuture<Page>>();
  // @ts-expect-error a state of another type
  fetchPage(await one.returnState());
});

test("map takes a list of each parameter, a future of one, or one value for all", () => {
  expectTypeOf(fetchPage.map(["a", "b"])).toEqualTypeOf<TaskFutureList<Page>>();
  fetchPage.map(new Set(["a"]), [1]);
  fetchPage.map(["a", text()], 3);
  fetchPage.map(list());
  fetchPage.map(text.map.length === 0 ? ["a"] : [], unmapped(2));
  total.map([[1], [2]], unmapped(null));
  total.map(unmapped([1, 2]), [null, null]);
  fetchPage.map(["a"], unmapped(one()));
  // @ts-expect-error elements of another type
  fetchPage.map([1]);
  // @ts-expect-error a future of a list of another type
  total.map(list(), unmapped(null));
  // @ts-expect-error one value of another type
  fetchPage.map(["a"], unmapped("2"));
});

test("results are what the runs give", async () => {
  const pages = fetchPage.map(["a"]);
  expectTypeOf(await pages).toEqualTypeOf<Page[]>();
  expectTypeOf(pages.results()).toEqualTypeOf<Promise<Page[]>>();
  expectTypeOf(pages.wait("1s")).toEqualTypeOf<Promise<State<Page>[]>>();
  expectTypeOf(pages[0]).toEqualTypeOf<TaskFuture<Page> | undefined>();
  expectTypeOf(await Promise.all([one(), text()])).toEqualTypeOf<[number, string]>();
  expectTypeOf(await one()).toEqualTypeOf<number>();
  expectTypeOf(one().wait()).resolves.toEqualTypeOf<State<number>>();
  expectTypeOf(one().result({ timeout: "1s" })).resolves.toEqualTypeOf<number>();
  expectTypeOf(one().state.result()).resolves.toEqualTypeOf<number>();
});

test("asCompleted and waitAll keep the type of the futures", async () => {
  for await (const page of asCompleted(fetchPage.map(["a"]), { timeout: 5 })) {
    expectTypeOf(page).toEqualTypeOf<EndedFuture<Page>>();
    expectTypeOf(page.result()).resolves.toEqualTypeOf<Page>();
  }
  const { done, notDone } = await waitAll([one(), one()], "1s");
  expectTypeOf(done).toEqualTypeOf<readonly TaskFuture<number>[]>();
  expectTypeOf(notDone).toEqualTypeOf<readonly TaskFuture<number>[]>();
  // @ts-expect-error no futures
  asCompleted([1]);
});

test("a parameter that takes errors takes allowFailure", () => {
  const report = task((page: Page | Error) => (page instanceof Error ? page.message : page.url));
  const reportAll = task((pages: readonly (Page | Error)[]) => pages.length);
  expectTypeOf(report(allowFailure(fetchPage("a")))).toEqualTypeOf<TaskFuture<string>>();
  reportAll(allowFailure(fetchPage.map(["a"])));
  reportAll(allowFailure([fetchPage("a"), fetchPage("b")]));
  report.map(allowFailure(fetchPage.map(["a"])));
  // @ts-expect-error the parameter takes no Error
  total([1], allowFailure(fetchPage("a")));
});

test("quote passes the value as it is, opaque what it resolves to", () => {
  const inspect = task((future: TaskFuture<number>) => future.taskRunId);
  const size = task((values: readonly string[]) => values.length);
  inspect(quote(one()));
  size(quote(["a"]));
  size(opaque(["a"]));
  size(opaque(list()));
  // @ts-expect-error a quoted value of another type
  size(quote([1]));
  // @ts-expect-error what it resolves to is of another type
  size(opaque(one()));
});

test("flatten takes off one level, of lists and of futures of them", async () => {
  const links = task(async (page: Page) => page.links);
  expectTypeOf(flatten([["a"], ["b"]])).toEqualTypeOf<string[]>();
  expectTypeOf(flatten(["a", ["b"]])).toEqualTypeOf<string[]>();
  expectTypeOf(flatten(links.map([{ url: "a", links: [] }]))).toEqualTypeOf<Promise<string[]>>();
  expectTypeOf(fetchPage.map(await flatten(list.map.length === 0 ? [["a"]] : []))).toEqualTypeOf<TaskFutureList<Page>>();
});

test("tags give what the function gives", () => {
  expectTypeOf(tags("a", "b", () => one())).toEqualTypeOf<TaskFuture<number>>();
  expectTypeOf(tags("a", async () => await text())).toEqualTypeOf<Promise<string>>();
  // @ts-expect-error the function comes last
  tags(() => 1, "a");
});

test("states are typed by what they carry", () => {
  expectTypeOf(Completed({ data: 3 })).toEqualTypeOf<State<number>>();
  expectTypeOf(Completed()).toEqualTypeOf<State<undefined>>();
  expectTypeOf(Failed({ message: "no" })).toEqualTypeOf<State<never>>();
  expectTypeOf(Completed({ data: "a" }).type).toExtend<string>();
  // @ts-expect-error no such field
  Completed({ result: 3 });
  expectTypeOf(getSignal()).toEqualTypeOf<AbortSignal>();
});
