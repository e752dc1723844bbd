import { execFileSync } from "node:child_process";

import { afterEach, beforeEach, expect, test } from "vitest";

import { discoverFile, discoverFlows } from "../../engine/discovery/discover.ts";
import type { DiscoveredFlow } from "../../engine/discovery/discovery.ts";
import { quickScan } from "./quick-scan.ts";
import { createWorkspace, type Workspace } from "./workspace.ts";

let workspace: Workspace;
beforeEach(async () => {
  workspace = await createWorkspace();
});
afterEach(() => workspace.remove());

/** Compares what is found with lines `file:line:column name (export) [tasks]`, problems as `! file:line message`. */
async function check(files: Readonly<Record<string, string>>, expected: readonly string[]): Promise<void> {
  await workspace.write(files);
  const { flows, problems } = await discoverFlows({ root: workspace.root });
  // The quick layer, which the editor's lenses come from, finds the same, but for what a build has put out.
  const full = [...flows.map(comparable), ...problems.map(({ file, line, message }) => `! ${file}:${line} ${message}`)];
  expect(await quickFindings(workspace.root)).toEqual(full.filter((line) => !line.startsWith("dist/")).sort());
  expect([
    ...flows.map(
      ({ file, line, column, name, export: exported, tasks }) =>
        `${file}:${line}:${column} ${name} (${exported})${tasks.length === 0 ? "" : ` [${tasks.join(", ")}]`}`,
    ),
    ...problems.map(({ file, line, message }) => `! ${file}:${line} ${message}`),
  ]).toEqual(expected);
}

function comparable({ file, line, column, name, export: exported, description, parameters }: DiscoveredFlow): string {
  const isOpen = parameters.additionalProperties !== false;
  const kind = parameters.required.length > 0 ? "required" : Object.keys(parameters.properties).length > 0 || isOpen ? "optional" : "none";
  return `${file}:${line}:${column} ${name} (${exported}) ${description} ${kind}`;
}

async function quickFindings(root: string): Promise<readonly string[]> {
  const found = await quickScan(root);
  return found
    .flatMap(({ flows, problems, syntaxErrors }) => [
      ...flows.map(({ file, line, column, name, export: exported, description, parameters }) => `${file}:${line}:${column} ${name} (${exported}) ${description} ${parameters}`),
      ...[...syntaxErrors, ...problems].map(({ file, line, message }) => `! ${file}:${line} ${message}`),
    ])
    .sort();
}

const SDK = 'import { flow, task } from "millrace";\n';

test("a flow is found at the position of its callee", () =>
  check({ "stars.ts": `${SDK}export const githubStars = flow({ name: "GitHub Stars" }, async () => {});` }, [
    "stars.ts:2:28 GitHub Stars (githubStars)",
  ]));

test("the SDK is known under every way to import it", () =>
  check(
    {
      "alias.ts": 'import { flow as f } from "millrace";\nexport const a = f(async () => {});',
      "common.cjs": 'const { flow } = require("millrace");\nconst a = flow(async () => {});\nmodule.exports = { b: a };',
      "common.cts": 'const sdk = require("millrace");\nexports.a = sdk.flow(async () => {});',
      "dynamic.mjs": 'const { flow } = await import("millrace");\nexport default flow(async () => {});',
      "equals.cts": 'import sdk = require("millrace");\nexport = sdk.flow(async function main() {});',
      "namespace.tsx": 'import * as m from "millrace";\nexport const a = m.flow(async () => <b>text</b>);',
    },
    [
      "alias.ts:2:18 a (a)",
      "common.cjs:2:11 a (b)",
      "common.cts:2:17 a (a)",
      "dynamic.mjs:2:16 dynamic.mjs:2 (default)",
      "equals.cts:2:14 main (default)",
      "namespace.tsx:2:20 a (a)",
    ],
  ));

test("the SDK is followed through local modules, any number of hops and tsconfig paths", () =>
  check(
    {
      "tsconfig.json": '{ // comment\n "compilerOptions": { "paths": { "@lib/*": ["./src/*"] } } }',
      "src/sdk.ts": 'export { flow as makeFlow, task } from "millrace";',
      "src/hop.ts": 'export * from "./sdk";',
      "src/own.ts": 'import { flow } from "millrace";\nexport const define = flow;',
      "one.ts": 'import { makeFlow } from "@lib/hop";\nexport const a = makeFlow(async () => {});',
      "two.ts": 'import * as lib from "./src/hop.js";\nexport const b = lib.makeFlow(async () => {});',
      "three.ts": 'import { define } from "./src/own.ts";\nexport const c = define(async () => {});',
      "none.ts": 'import { readFile } from "node:fs";\nconst flow = (f: () => void) => f;\nexport const d = flow(() => {});',
    },
    ["one.ts:2:18 a (a)", "three.ts:2:18 c (c)", "two.ts:2:22 b (b)"],
  ));

test("one file may be discovered through a local module as well", async () => {
  await workspace.write({ "sdk.ts": 'export * from "millrace";', "one.ts": 'import { flow } from "./sdk.ts";\nexport const a = flow(async () => {});' });
  const { flows } = await discoverFile({ root: workspace.root, file: "one.ts" });
  expect(flows.map(({ name }) => name)).toEqual(["a"]);
});

test("a name comes from the option, the function, the variable, or the place", () =>
  check(
    {
      "names.ts": `${SDK}const NAME = "constant";
const shared = { name: "shared" } as const;
async function declared() {}
const arrow = async () => {};
flow({ name: NAME }, async () => {});
flow({ ...shared }, async () => {});
export const a = flow(declared);
const b = flow(arrow);
const c = flow(async function own() {});
const d = (flow(async () => {}) satisfies unknown) as never;
const e = { held: flow(async () => {}) };
flow(async () => {});
export { b as renamed, c };
`,
    },
    [
      "names.ts:6:1 constant (null)",
      "names.ts:7:1 shared (null)",
      "names.ts:8:18 declared (a)",
      "names.ts:9:11 arrow (renamed)",
      "names.ts:10:11 own (c)",
      "names.ts:11:12 d (null)",
      "names.ts:12:19 held (null)",
      "names.ts:13:1 names.ts:13 (null)",
    ],
  ));

test("a copy on the spot is the same flow under its new options", () =>
  check(
    {
      "with.ts": `${SDK}export const a = flow({ name: "old" }, async () => {}).with({ retries: 1 }).with({ name: "new" });
export const b = a.with({ name: "copy" });
export const c = a.with({ retries: 2 });`,
    },
    ["with.ts:2:18 new (a)", "with.ts:3:20 copy (b)", "with.ts:4:20 new (c)"],
  ));

test("a computed name falls back on the variable and is a problem", () =>
  check({ "computed.ts": `${SDK}export const a = flow({ name: "x" + Date.now() }, async () => {});` }, [
    "computed.ts:2:18 a (a)",
    '! computed.ts:2 The name of this flow is computed ("x" + Date.now()), so it is listed as "a" until it has run.',
  ]));

test("two flows of one name in a file are a problem", () =>
  check({ "twice.ts": `${SDK}export const a = flow({ name: "x" }, async () => {});\nexport const b = flow({ name: "x" }, async () => {});` }, [
    "twice.ts:2:18 x (a)",
    "twice.ts:3:18 x (b)",
    '! twice.ts:3 Two flows of this file are named "x"; the other one is on line 2.',
  ]));

test("a function that reading cannot find leaves the parameters open and is a problem", async () => {
  await check({ "made.ts": `${SDK}declare function make(): any;\nexport const a = flow(make());` }, [
    "made.ts:3:18 a (a)",
    '! made.ts:3 The function of flow "a" is not found by reading the code (make()), so its parameters are unknown.',
  ]);
  const { flows } = await discoverFlows({ root: workspace.root });
  expect(flows[0]?.parameters).not.toHaveProperty("additionalProperties");
});

test("a syntax error is a problem of its file alone, and flows beside it are still found", () =>
  check(
    {
      "broken.ts": `${SDK}export const a = flow(async () => {});\nexport const b = = 3;`,
      "fine.ts": `${SDK}export const c = flow(async () => {});`,
    },
    ["broken.ts:2:18 a (a)", "fine.ts:2:18 c (c)", "! broken.ts:3 Syntax error: Expression expected."],
  ));

test.each(["const ", "var;", "const // what?", "for (const ) {}", "const\nexport const late = 1;"])("%j, as it stands while somebody types, is a syntax error", (text) =>
  check({ "typed.ts": `${SDK}export const a = flow(async () => {});\n${text}` }, ["typed.ts:2:18 a (a)", expect.stringContaining("! typed.ts:3 Syntax error:") as string]));

test("const enums and words in comments are no syntax error", () =>
  check({ "fine.ts": `${SDK}export const enum E { A }\n// let this be\nexport const a = flow(async () => {});` }, ["fine.ts:4:18 a (a)"]));

test("flows made inside functions are not listed", () =>
  check({ "inner.ts": `${SDK}export function make() { return flow(async () => {}); }` }, []));

test("the tasks of a body are listed in order of their first call", () =>
  check(
    {
      "lib/tasks.ts": `${SDK}export const far = task({ name: "far away" }, async (x: number) => x);\nexport default task(async function fallback() {});`,
      "calls.ts": `${SDK}import { far } from "./lib/tasks.ts";
import * as lib from "./lib/tasks.ts";
import fallback from "./lib/tasks.ts";
const one = task(async () => 1);
const two = task(async (x: number) => x);
const three = task(async () => 1);
const four = task(async () => 1);
const unused = task(async () => unusedInside());
const unusedInside = task(async () => 1);
const child = flow(async () => { await unused(); });
async function helper() { await three.returnState(); await helper(); }
export const main = flow(async () => {
  if (Date.now() > 0) await far.submit(1);
  await helper();
  await Promise.all([1, 2].map((x) => two.with({ retries: 2 }).submit(x)));
  [1].map(one);
  await lib.far(2);
  await four.map([1]);
  await child();
  await fallback();
});`,
    },
    ["calls.ts:11:15 child (null) [unused]", "calls.ts:13:21 main (main) [far away, three, two, one, four, fallback]"],
  ));

test("tasks are listed with their parameters' names", async () => {
  await workspace.write({ "tasks.ts": `${SDK}/** Adds. */\nexport const add = task({ tags: [] }, (a: number, { b }: { b: number }, ...rest: number[]) => a);` });
  const { tasks } = await discoverFile({ root: workspace.root, file: "tasks.ts" });
  expect(tasks).toEqual([
    { name: "add", export: "add", file: "tasks.ts", line: 3, column: 20, description: "Adds.", parameters: ["a", "arg1", "rest"] },
  ]);
});

test("the option description wins over the comment", async () => {
  await workspace.write({ "described.ts": `${SDK}/** Comment. */\nexport const a = flow({ description: "Option." }, async () => {});` });
  const { flows } = await discoverFile({ root: workspace.root, file: "described.ts" });
  expect(flows[0]?.description).toBe("Option.");
});

test("declarations, node_modules, hidden folders and what git ignores are left out", async () => {
  const text = `${SDK}export const a = flow(async () => {});`;
  const files = {
    "a.ts": text,
    "a.d.ts": text,
    "node_modules/x/index.ts": text,
    ".hidden/a.ts": text,
    "dist/a.js": text,
    "kept/build/a.js": text,
  };
  await check(files, ["a.ts:2:18 a (a)", "dist/a.js:2:18 a (a)", "kept/build/a.js:2:18 a (a)"]);
  execFileSync("git", ["init", "-q"], { cwd: workspace.root });
  await check({ ".gitignore": "dist/\n" }, ["a.ts:2:18 a (a)", "kept/build/a.js:2:18 a (a)"]);
});

test("a folder in the place of a file, and a missing file, are problems", async () => {
  await workspace.write({ "folder.ts/a.txt": "" });
  const { problems } = await discoverFlows({ root: workspace.root, files: ["folder.ts", "missing.ts"] });
  expect(problems.map(({ file, line }) => `${file}:${line}`)).toEqual(["folder.ts:1", "missing.ts:1"]);
});

test("an aborted discovery rejects with the reason", async () => {
  await workspace.write({ "a.ts": `${SDK}flow(() => {});` });
  await expect(discoverFlows({ root: workspace.root, signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
});

test("sources are read and never run", async () => {
  await check({ "side.ts": `${SDK}throw new Error("ran");\nexport const a = flow(async () => {});` }, ["side.ts:3:18 a (a)"]);
});
