import { afterAll, beforeAll, expect, test } from "vitest";

import { staticEdges } from "../../engine/discovery/discover.ts";
import type { Share, SourcePosition } from "../../engine/discovery/discovery.ts";
import { createWorkspace, type Workspace } from "./workspace.ts";

let workspace: Workspace;
beforeAll(async () => {
  workspace = await createWorkspace();
});
afterAll(() => workspace.remove());

const HEAD = `import { allowFailure, concurrency, flow, opaque as hidden, quote, tags, task, transaction, unmapped } from "millrace";
const load = task(async (id: string) => ({ stars: id.length, list: [id] }));
const other = task(async (n: number) => n);
const save = task(async (value: unknown, { label }: { label?: unknown } = {}, ...more: unknown[]) => value);
const child = flow(async (x: unknown) => x);
const pages = task(async function* (n: number) { for (let i = 0; i < n; i += 1) yield { text: "page " + String(i) }; });
const repos = ["a", "b"];
declare function opaque(x: unknown): unknown;
`;

/** `body` is that of a flow; edges are written `load>save.value`, and are in order of what they come from. */
async function check(body: string, expected: readonly string[]): Promise<void> {
  expect((await edgesIn(body)).map(({ text }) => text)).toEqual(expected);
}

/** Which runs of the call each edge starts from. */
async function checkShares(body: string, expected: readonly string[]): Promise<void> {
  expect((await edgesIn(body)).map(({ text, share }) => `${share} ${text}`)).toEqual(expected);
}

async function edgesIn(body: string): Promise<readonly { readonly text: string; readonly share: Share }[]> {
  const text = `${HEAD}export const main = flow(async () => {\n${body}\n});\n`;
  await workspace.write({ "case.ts": text });
  const edges = await staticEdges({ root: workspace.root, file: "case.ts" });
  const lines = text.split("\n");
  const nameAt = ({ line, column }: SourcePosition): string => {
    const source = lines[line - 1] ?? "";
    const owner = /(\w+)\.$/.exec(source.slice(0, column - 1))?.[1];
    return owner ?? /^\w+/.exec(source.slice(column - 1))?.[0] ?? "?";
  };
  return edges.map(({ from, to, share, parameter }) => ({ text: `${nameAt(from)}>${nameAt(to)}.${parameter}`, share }));
}

test("a variable carries a result into an argument", () => check('const a = await load("x"); await save(a);', ["load>save.value"]));

test("positions are those of the calls as V8 reports them", async () => {
  await workspace.write({ "place.ts": `${HEAD}export const main = flow(async () => {\n  const a = load.submit("x");\n  await save(await a);\n});\n` });
  expect(await staticEdges({ root: workspace.root, file: "place.ts" })).toEqual([
    { from: { line: 10, column: 18 }, to: { line: 11, column: 9 }, share: "one", parameter: "value" },
  ]);
});

test("a call in an argument is an edge", () => check('await save(await load("x"));', ["load>save.value"]));

test("parts, texts and simple expressions carry a result", () =>
  check('const { stars, list: [first] } = await load("x"); await save(`${stars}`, first, 1 + stars); await save({ deep: [first?.length ?? 0] });', [
    "load>save.value",
    "load>save.arg1",
    "load>save.more",
    "load>save.value",
  ]));

test("pure functions of the language carry a result", () =>
  check('const a = await load("x"); await save(JSON.stringify(a), Math.max(1, a.stars), a.list.join(","));', [
    "load>save.value",
    "load>save.arg1",
    "load>save.more",
  ]));

test("functions that this file does not hold carry nothing", () => check('const a = await load("x"); await save(opaque(a));', []));

test("a helper of the file gives what it returns", () =>
  check('async function get(id: string) { return load(id); } const a = await get("x"); await save(a);', ["load>save.value"]));

test("elements of Promise.all go to their own variables", () =>
  check('const [a, b] = await Promise.all([load("x"), other.submit(1)]); await save(b); await child(a);', [
    "load>child.x",
    "other>save.value",
  ]));

test("parts of an object go their own ways", () =>
  check('const all = { a: await load("x"), b: await other(1) }; await save(all.b); await child(all);', [
    "load>child.x",
    "other>save.value",
    "other>child.x",
  ]));

test("callbacks over a list get and give its elements", () =>
  check("const all = await Promise.all(repos.map((id) => load(id))); for (const a of all) await save(a); await child(all.filter((x) => x).map((x) => x.stars));", [
    "load>save.value",
    "load>child.x",
  ]));

test("a mapped task carries its list", () => check("const all = await load.map(repos); await save.map(all);", ["load>save.value"]));

test("the length of a list of futures carries nothing", () => check("const all = repos.map((id) => load.submit(id)); await save(all.length);", []));

test("lists that are filled carry what was put in before", () =>
  check('const all = []; const by: Record<string, unknown> = {}; for (const id of repos) { const a = await load(id); all.push(a); by[id] = a; } await save(all, by); all.push(await other(1));', [
    "load>save.value",
    "load>save.arg1",
  ]));

test("a list that is emptied carries nothing", () =>
  check('const all = []; all.push(await load("x")); all.length = 0; await save(all);', []));

test("a property that is written again carries nothing", () =>
  check('const o: { a: unknown } = { a: await load("x") }; o.a = 1; await save(o.a);', []));

test("sums carry their parts", () => check("let sum = 0; for (const id of repos) sum += (await load(id)).stars; await save(sum);", ["load>save.value"]));

test("a variable with one task's value carries it after the assignment only", () =>
  check('let a: unknown = null; await save(a); a = await load("x"); await child(a);', ["load>child.x"]));

test("a variable with several values carries nothing", () =>
  check('let a: unknown = await load("x"); a = await other(1); await save(a); let b: unknown; b = await load("y"); b = null; await save(b);', []));

test("a destructuring assignment carries nothing", () => check('let a: unknown; [a] = [await load("x")]; await save(a);', []));

test("conditions and indexes carry nothing", () =>
  check('const a = await load("x"); if (a) await save(a ? 1 : 2, repos[a.stars]);', []));

test("both ways of a choice carry", () => check('const a = await load("x"); await save(repos[0] ? a : null, a ?? 1);', ["load>save.value", "load>save.arg1"]));

test("arguments after a spread have no known parameter", () =>
  check('const a = await load("x"); await save(...repos, a);', ["load>save.null"]));

test("a variable of the same name elsewhere is another variable", () =>
  check('const a = 1; { const a = await load("x"); await child(a); } await save(a);', ["load>child.x"]));

test("what is called in a transaction, in a slot or under tags is what these give", async () => {
  for (const call of ["transaction(async () => await load('x'))", "transaction({ key: 'k' }, () => load('x'))", "concurrency('db', async () => await load('x'))", "concurrency(['db'], { occupy: 2 }, () => load('x'))", "tags('a', 'b', async () => await load('x'))"]) {
    await check(`const a = await ${call}; await save(a);`, ["load>save.value"]);
  }
});

test("what is marked for its call carries", async () => {
  for (const mark of ["allowFailure", "quote", "hidden", "unmapped"]) await check(`const a = await load("x"); await save(${mark}(a.stars));`, ["load>save.value"]);
});

test("what then hands on carries", () => check('await load("x").then((a) => save(a));', ["load>save.value"]));

test("a loop through itself ends", () => check('const f = (x: unknown): unknown => f(x); let a: unknown = 0; a = a; await save(f(a));', []));

test("TG08 the items of a generator carry, numbers and texts too", () =>
  check('for await (const { text } of pages(3)) await save(text); const all = pages(2); for await (const page of all) await child(page);', ["pages>save.value", "pages>child.x"]));

test("what a loop, a list or a map gathers is of all their runs", async () => {
  await checkShares("const all = await load.map(repos); await save(all);", ["batch load>save.value"]);
  await checkShares("const [a, b] = await load.map(repos); await save([a, b]);", ["batch load>save.value"]);
  await checkShares("const all = []; for (const id of repos) all.push(await load(id)); await save(all);", ["batch load>save.value"]);
  await checkShares("await save(await Promise.all(repos.map((id) => load(id))));", ["batch load>save.value"]);
  await checkShares("await save(await Promise.all(repos.map(load)));", ["batch repos>save.value"]);
  await checkShares("let sum = 0; for (const id of repos) sum += (await load(id)).stars; await save(sum);", ["batch load>save.value"]);
  await checkShares("let all: unknown[] = []; for (const id of repos) all = [...all, await load(id)]; await save(all);", ["batch load>save.value"]);
  await checkShares("let best: unknown; for (const id of repos) { const a = await load(id); if (a.stars > 1) best = a; } await save(best);", ["batch load>save.value"]);
});

test("what is used in the turn in which it was made is of that turn", async () => {
  await checkShares("for (const id of repos) { const a = await load(id); await save(a); }", ["one load>save.value"]);
  await checkShares("let a: unknown; for (const id of repos) { a = await load(id); await save(a); }", ["one load>save.value"]);
  await checkShares("for (const id of repos) { const a = []; a.push(await load(id)); await save(a); }", ["one load>save.value"]);
  await checkShares("await Promise.all(repos.map(async (id) => { const a = await load(id); await save(a); }));", ["turn load>save.value"]);
  await checkShares("for (const id of repos) { const all = await load.map([id]); await save(all); }", ["batch load>save.value"]);
  await checkShares("const all: unknown[] = []; for (const id of repos) { all.push(await load(id)); await save(all); }", ["all load>save.value"]);
});

test("what is taken out of a list is one of its elements", async () => {
  await checkShares("const all = await load.map(repos); for (const a of all) await save(a);", ["element load>save.value"]);
  await checkShares("const all = await load.map(repos); await save.map(all.filter((a) => a.stars > 0));", ["element load>save.value"]);
  await checkShares("const all = []; for (const id of repos) all.push(await load(id)); for (const a of all) await save(a);", ["element load>save.value"]);
});
