/** A flow whose records have every shape. What of it has run to its end is in `ran`. */
import { artifact, cache, emitEvent, flow, runtime, sleep, task, transaction } from "../../../sdk/index.ts";

/** A line for each completion of a task's function, or each item. No two calls have the same. */
export const ran: string[] = [];

const note = <T>(name: string, value: T): T => {
  ran.push(name);
  return value;
};

const quick = task({ taskRunName: "quick-{n}" }, async (n: number) => note(`quick-${n}`, n));

const slow = task({ taskRunName: "slow-{n}" }, async (n: number) => {
  await sleep(5);
  return note(`slow-${n}`, { n });
});

const flaky = task({ taskRunName: "flaky-{n}", retries: 3, retryDelay: 3 }, async (n: number) => {
  if (runtime.taskRun?.attempt === 1) throw new RangeError(`the first attempt of ${n}`);
  return note(`flaky-${n}`, n);
});

const broken = task({ taskRunName: "broken" }, async () => {
  throw new TypeError("always");
});

const large = task({ taskRunName: "large" }, async () => note("large", { text: "x".repeat(5_000) }));
const length = task({ taskRunName: "length" }, async ({ text }: { text: string }) => note("length", text.length));

const outer = task({ taskRunName: "outer-{n}" }, async (n: number) => note(`outer-${n}`, (await quick(10 * n)) + (await quick(10 * n + 1))));

const kept = task({ taskRunName: "kept-{n}", cachePolicy: cache.inputs }, async (n: number) => note(`kept-${n}`, n * 2));

const pages = task({ taskRunName: "pages-{n}" }, async function* (n: number) {
  for (let page = 0; page < n; page += 1) {
    await sleep(1);
    yield note(`pages-${n}-${page}`, page);
  }
});

const undone = task({ taskRunName: "undone-{n}", onRollback: () => undefined }, async (n: number) => note(`undone-${n}`, n));

const part = flow(async (n: number) => {
  const first = await slow(1_000 * n);
  const rest = await Promise.all([1, 2].map((each) => quick(1_000 * n + each)));
  return rest.reduce((a, b) => a + b, first.n);
});

const whole = flow(async (n: number) => (await part(n)) + (await part(n + 1)));

const retried = flow({ retries: 1, retryDelay: 2 }, async (n: number) => {
  const value = await slow(n);
  if (runtime.flowRun?.attempt === 1) throw new Error("the first attempt of a flow");
  return value.n;
});

const lines = flow(async function* (n: number) {
  for (let line = 0; line < 2; line += 1) yield (await slow(n + line)).n;
});

export const everyShape = flow(async (start: number, label = "by default") => {
  const out: unknown[] = [label, await quick(start)];
  const mapped = slow.map([1, 2]);
  const pending = length.submit(large.submit());
  out.push((await mapped).map(({ n }) => n), await pending);
  out.push(await Promise.all([part(1), part(2)]), await part.submit(3), await whole(4));
  out.push(await Promise.all([flaky(1), flaky(2)]), (await broken.returnState()).name, await outer.map([1, 2]));
  out.push(await kept(1), await kept(1), await kept(2));
  for await (const page of pages(2)) out.push(page);
  out.push(await pages.submit(3));
  for await (const line of lines(100)) out.push(line);
  out.push(await lines.submit(200), await retried(300));
  await artifact.markdown({ key: "note", markdown: "made" });
  await emitEvent({ event: "shape.made", resource: { id: "every" } });
  await transaction(async () => {
    out.push(await undone(1), await quick(400));
  });
  const rolledBack = async (): Promise<void> => {
    out.push(await undone(2));
    throw new Error("undo");
  };
  out.push(await transaction(rolledBack).catch(String));
  out.push(await quick(500));
  return out;
});
