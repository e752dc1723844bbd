import { afterEach, beforeEach, expect, test } from "vitest";

import { discoverFile } from "../../engine/discovery/discover.ts";
import { chooseFlow } from "../../engine/discovery/choose-flow.ts";
import type { JsonSchema } from "../../core/protocol/json-schema.ts";
import { quickScan } from "./quick-scan.ts";
import { createWorkspace, type Workspace } from "./workspace.ts";

let workspace: Workspace;
beforeEach(async () => {
  workspace = await createWorkspace();
});
afterEach(() => workspace.remove());

const SDK = 'import { flow, task, type Flow } from "millrace";\n';
const ORDER = "export interface Order { id: string; lines: number }\n";
const STRING = { type: "string" } as const;
const NUMBER = { type: "number" } as const;
const AN_ORDER = { type: "object", properties: { id: STRING, lines: NUMBER }, required: ["id", "lines"] } as const;

/** Flows of `main.ts` as `line name (export) {parameters}`, which the quick layer finds as well; optional ones end in `?`. */
async function check(files: Readonly<Record<string, string>>, expected: readonly (readonly [string, Readonly<Record<string, JsonSchema>>])[]): Promise<void> {
  await workspace.write(files);
  const { flows, problems } = await discoverFile({ root: workspace.root, file: "main.ts" });
  const shown = flows.map(({ line, name, export: exported, parameters: { properties, required } }) => [
    `${line} ${name} (${exported})`,
    Object.fromEntries(Object.entries(properties).map(([key, schema]) => [required.includes(key) ? key : `${key}?`, schema])),
  ]);
  expect([...shown, ...problems]).toEqual(expected);
  const quick = (await quickScan(workspace.root)).find(({ flows: [first] }) => first?.file === "main.ts");
  const kinds = flows.map(({ line, name, parameters: { properties, required } }) => [line, name, required.length > 0 ? "required" : Object.keys(properties).length > 0 ? "optional" : "none"]);
  expect(quick?.flows.map(({ line, name, parameters }) => [line, name, parameters])).toEqual(kinds);
}

const withRetries = "function withRetries<A extends readonly unknown[], R>(inner: Flow<A, R>): Flow<A, R> { return inner.with({ retries: 3 }); }\n";

test("a flow inside a helper's call is exported as what the helper gives", () =>
  check({ "main.ts": `${SDK}${withRetries}/** Imports.\n * @param a how many */\nexport const f = withRetries(flow(async (a: number, b = "x") => {}));` }, [
    ["5 f (f)", { a: { ...NUMBER, description: "how many" }, "b?": { ...STRING, default: "x" } }],
  ]));

test("helpers may be arrows, in other files, generic, in turn, and with options", () =>
  check(
    {
      "helpers.ts": `${SDK}export const named = (name: string) => <F extends { with(options: object): F }>(inner: F): F => inner.with({ name });
export const tagged = <F extends { with(options: object): F; after(): F }>(inner: F, { name }: { name: string }): F => { const copy = inner.with({ name }); return copy.after(); };
export const twice = <F extends { with(options: object): F; after(): F }>(inner: F): F => tagged(inner, { name: "twice" });`,
      "main.ts": `${SDK}import { tagged, twice } from "./helpers";
export const f = tagged(flow(async (a: number) => {}), { name: "called" });
export const g = twice(flow(async (a: string) => {}));
export const h = twice(f);`,
    },
    [
      ["3 called (f)", { a: NUMBER }],
      ["4 twice (g)", { a: STRING }],
      ["5 twice (h)", { a: NUMBER }],
    ],
  ));

test("a helper that makes flows gives one for each export, with its type arguments", () =>
  check(
    {
      "make.ts": `${SDK}${ORDER}export function makeFlow<T>(name: string) { return flow({ name }, async (item: T, limit = 10) => item); }
export const importer = <T,>(save: (item: T) => void) => { const made = flow(async (items: T[]) => items.forEach(save)); return made; };`,
      "main.ts": `import { makeFlow, importer, type Order } from "./make.js";
export const orders = makeFlow<Order>("orders");
export const ids = makeFlow<string>("ids").with({ retries: 1 });
export const all = importer((order: Order) => {});`,
    },
    [
      ["2 orders (orders)", { item: AN_ORDER, "limit?": { ...NUMBER, default: 10 } }],
      ["3 ids (ids)", { item: STRING, "limit?": { ...NUMBER, default: 10 } }],
      ["4 made (all)", { items: { type: "array", items: AN_ORDER } }],
    ],
  ));

test("a function that a helper was given is the flow's", () =>
  check({ "main.ts": `${SDK}function audited<A extends unknown[], R>(fn: (...args: A) => R) { return flow({ tags: ["audited"] }, fn); }\nexport const f = audited(async function pay(amount: number, note?: string) {});` }, [
    ["3 pay (f)", { amount: NUMBER, "note?": STRING }],
  ]));

test("a flow of a function that another one wraps has the wrapper's call signature", () =>
  check(
    {
      "logged.ts": "export function logged<A extends unknown[], R>(fn: (...args: A) => R): (...args: A) => R { return (...args) => fn(...args); }",
      "main.ts": `${SDK}import { logged } from "./logged";\nexport const f = flow(logged(async (a: number, b?: string, ...rest: boolean[]) => {}));`,
    },
    [["3 f (f)", { a: NUMBER, "b?": STRING, "rest?": { type: "array", items: { type: "boolean" }, "x-rest": true } }]],
  ));

test("a helper whose body is not there is believed by what it is declared to give", () =>
  check(
    {
      "make.d.ts": 'import type { Flow } from "millrace";\nexport declare function make(): Flow<[day: Date, limit?: number], void>;',
      "main.ts": `${SDK}import { make } from "./make";\nexport const f = make();\nexport const g: Flow<[a: string]> = registry.get("g");\ndeclare const registry: Map<string, any>;`,
    },
    [
      ["3 f (f)", { day: { ...STRING, format: "date-time" }, "limit?": NUMBER }],
      ["4 g (g)", { a: STRING }],
    ],
  ));

test("a helper may be asynchronous where it is awaited, and what it returns otherwise is no flow", () =>
  check(
    {
      "main.ts": `${SDK}async function make() { return flow(async (a: number) => {}); }\nexport const f = await make();\nexport const promised = make();\nconst inner = flow(async () => 1);\nexport const result = await run();\nasync function run() { return await inner(); }`,
    },
    [
      ["3 main.ts:2 (f)", { a: NUMBER }],
      ["5 inner (null)", {}],
    ],
  ));

test("a helper that calls itself ends", () =>
  check({ "main.ts": `${SDK}function again(n: number): any { return n > 0 ? again(n - 1) : again(n); }\nfunction loop(f: any): any { return loop(f); }\nexport const f = loop(flow(async () => {}));\nexport const g = again(3);` }, [
    ["4 f (null)", {}],
  ]));

test("overloads are choices, named as in the implementation", () =>
  check(
    {
      "main.ts": `${SDK}function load(id: string): Promise<void>;
function load(id: number, limit: number): Promise<void>;
async function load(id: string | number, limit?: number): Promise<void> {}
export const f = flow(load);`,
    },
    [["5 load (f)", { id: { anyOf: [STRING, NUMBER] }, "limit?": NUMBER }]],
  ));

test("a flow is found under every name that a file hands it on by, with the parameters of its definition", async () => {
  await workspace.write({
    "flows/orders.ts": `${SDK}${ORDER}export const importOrders = flow({ name: "Import" }, async (order: Order) => {});\nexport default flow(async function second(n: number) {});`,
    "flows/index.ts": 'export * from "./orders";\nexport { default as other } from "./orders";',
    "index.ts": 'export * from "./flows/index.js";\nimport { importOrders as inner } from "./flows";\nexport const alias = inner;\nexport default inner;\nexport * as all from "./flows";',
  });
  const discovery = await discoverFile({ root: workspace.root, file: "index.ts" });
  expect(discovery.flows).toEqual([]);
  const wanted = ["importOrders", "other", "alias", "default", "Import"].map((name) => chooseFlow(discovery, "index.ts", name));
  expect(wanted.map(({ name, export: exported, file, line, parameters }) => [name, exported, `${file}:${line}`, parameters.properties])).toEqual([
    ["Import", "importOrders", "flows/orders.ts:3", { order: AN_ORDER }],
    ["second", "other", "flows/orders.ts:4", { n: NUMBER }],
    ["Import", "alias", "flows/orders.ts:3", { order: AN_ORDER }],
    ["Import", "default", "flows/orders.ts:3", { order: AN_ORDER }],
    ["Import", "alias", "flows/orders.ts:3", { order: AN_ORDER }],
  ]);
});
