/** What TypeScript makes of async generators. Checked by `npm run types`; nothing here runs. */
import { expectTypeOf, test } from "vitest";
import { flow, task, type GeneratorFlow, type GeneratorTask, type Task, type TaskFuture, type TaskFutureList } from "../../sdk/index.ts";

const pages = task(async function* (url: string, limit = 3) {
  for (let n = 0; n < limit; n += 1) yield { url, n };
  return limit;
});
const all = flow({ retries: 1 }, async function* (urls: readonly string[]): AsyncGenerator<string, void, unknown> {
  for (const url of urls) yield url;
});

test("a generator gives its items one by one, and a list of them when it is submitted", async () => {
  expectTypeOf(pages).toExtend<GeneratorTask<[url: string, limit?: number | undefined], { url: string; n: number }, number>>();
  expectTypeOf(all).toExtend<GeneratorFlow<[urls: readonly string[]], string, void>>();
  for await (const page of pages("a", 2)) expectTypeOf(page).toEqualTypeOf<{ url: string; n: number }>();
  for await (const url of all(["a"])) expectTypeOf(url).toEqualTypeOf<string>();
  expectTypeOf(pages.submit("a")).toEqualTypeOf<TaskFuture<{ url: string; n: number }[]>>();
  expectTypeOf(pages.map(["a"])).toEqualTypeOf<TaskFutureList<{ url: string; n: number }[]>>();
  // @ts-expect-error of another type
  pages(1);
  // @ts-expect-error a generator is no promise of its items
  const items: { url: string; n: number }[] = await pages("a");
  void items;
});

test("what returns anything, or never returns, is no generator", () => {
  const parse = task((text: string): any => JSON.parse(text));
  const stop = task((reason: string): never => {
    throw new Error(reason);
  });
  expectTypeOf(parse).toExtend<Task<[text: string], unknown>>();
  expectTypeOf(parse("1")).toEqualTypeOf<TaskFuture<any>>();
  expectTypeOf(stop("x")).toEqualTypeOf<TaskFuture<never>>();
});
