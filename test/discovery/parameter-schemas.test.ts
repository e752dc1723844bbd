import { afterAll, beforeAll, expect, test } from "vitest";

import { discoverFile } from "../../engine/discovery/discover.ts";
import type { JsonSchema } from "../../core/protocol/json-schema.ts";
import { quickScan } from "./quick-scan.ts";
import { createWorkspace, type Workspace } from "./workspace.ts";

let workspace: Workspace;
beforeAll(async () => {
  workspace = await createWorkspace();
});
afterAll(() => workspace.remove());

/** `source` declares types; `signature` is the list of parameters. The whole schema is compared but for its constants. */
async function check(signature: string, expected: Readonly<Record<string, JsonSchema>>, more: Partial<JsonSchema> & { source?: string } = {}): Promise<void> {
  const { source = "", ...rest } = more;
  const text = `import { flow, type TaskFuture } from "millrace";\n${source}\nexport const f = flow(async (${signature}) => {});\n`;
  await workspace.write({ "case.ts": text });
  const { flows } = await discoverFile({ root: workspace.root, file: "case.ts" });
  const optional = /[?]\s*:|=[^>]|\.\.\./;
  const [quick] = await quickScan(workspace.root);
  const isRequired = (flows[0]?.parameters.required.length ?? 0) > 0;
  expect(quick?.flows[0]?.parameters).toBe(isRequired ? "required" : Object.keys(expected).length > 0 ? "optional" : "none");
  const required = rest.required ?? (optional.test(signature) ? [] : Object.keys(expected));
  expect(flows[0]?.parameters).toEqual({ type: "object", properties: expected, additionalProperties: false, ...rest, required });
  expect(Object.keys(flows[0]?.parameters.properties ?? {})).toEqual(Object.keys(expected));
}

const STRING = { type: "string" } as const;
const NUMBER = { type: "number" } as const;

test("primitives have their JSON types", () =>
  check("a: string, b: number, c: boolean, d: null, e: bigint", {
    a: STRING,
    b: NUMBER,
    c: { type: "boolean" },
    d: { type: "null" },
    e: { type: "integer", format: "bigint" },
  }));

test("literals are constants, and unions of literals are enums in written order", () =>
  check('a: "x", b: "z" | "a" | "m", c: 3 | 1, d: "a" | 1 | null, e: true', {
    a: { type: "string", const: "x" },
    b: { type: "string", enum: ["z", "a", "m"] },
    c: { type: "number", enum: [3, 1] },
    d: { enum: ["a", 1, null] },
    e: { type: "boolean", const: true },
  }));

test("other unions are choices in written order", () =>
  check('a: string | null, b: number | "auto" | "none", c: boolean | string, d: string[] | string', {
    a: { anyOf: [STRING, { type: "null" }] },
    b: { anyOf: [NUMBER, { type: "string", enum: ["auto", "none"] }] },
    c: { anyOf: [{ type: "boolean" }, STRING] },
    d: { anyOf: [{ type: "array", items: STRING }, STRING] },
  }));

test("a named union keeps the order of its declaration", () =>
  check("a: Level, b: Level | null", { a: { type: "string", enum: ["low", "high"] }, b: { enum: ["low", "high", null] } }, { source: 'type Level = "low" | "high";' }));

test("enums are the values of their members", () =>
  check("a: Colour, b: Size, c: Colour.Red", { a: { type: "string", enum: ["red", "blue"] }, b: { type: "number", enum: [0, 1] }, c: { type: "string", const: "red" } }, {
    source: 'enum Colour { Red = "red", Blue = "blue" }\nenum Size { Small, Large }',
  }));

test("arrays and readonly arrays have items", () =>
  check("a: string[], b: readonly number[], c: Array<string[]>, d: ReadonlyArray<Date>", {
    a: { type: "array", items: STRING },
    b: { type: "array", items: NUMBER },
    c: { type: "array", items: { type: "array", items: STRING } },
    d: { type: "array", items: { type: "string", format: "date-time" } },
  }));

test("tuples have items by position", () =>
  check("a: [string, number], b: [x: string, y?: number], c: readonly [string, ...number[]]", {
    a: { type: "array", prefixItems: [STRING, NUMBER], minItems: 2, items: false },
    b: { type: "array", prefixItems: [STRING, NUMBER], minItems: 1, items: false },
    c: { type: "array", prefixItems: [STRING], minItems: 1, items: NUMBER },
  }, { required: ["a", "b", "c"] }));

test("interfaces have properties, inherited ones included", () =>
  check("a: Child", { a: { type: "object", properties: { own: NUMBER, name: STRING }, required: ["name"] } }, {
    source: "interface Base { name: string }\ninterface Child extends Base { own?: number }",
  }));

test("object literals, aliases and intersections have properties", () =>
  check("a: { x: number } & { y: string }, b: Named", {
    a: { type: "object", properties: { x: NUMBER, y: STRING }, required: ["x", "y"] },
    b: { type: "object", properties: { name: STRING }, required: ["name"] },
  }, { source: "type Named = { name: string };" }));

test("a branded primitive is the primitive", () => check('a: string & { readonly __brand: "id" }', { a: STRING }));

test("records have values under any name", () =>
  check("a: Record<string, number>, b: { [key: string]: string[] }, c: Record<'x' | 'y', number>", {
    a: { type: "object", additionalProperties: NUMBER },
    b: { type: "object", additionalProperties: { type: "array", items: STRING } },
    c: { type: "object", properties: { x: NUMBER, y: NUMBER }, required: ["x", "y"] },
  }));

test("utility types and generics are worked out", () =>
  check("a: Partial<User>, b: Pick<User, 'id'>, c: Omit<User, 'id'>, d: Page<User['id']>", {
    a: { type: "object", properties: { id: NUMBER, name: STRING } },
    b: { type: "object", properties: { id: NUMBER }, required: ["id"] },
    c: { type: "object", properties: { name: STRING }, required: ["name"] },
    d: { type: "object", properties: { items: { type: "array", items: NUMBER } }, required: ["items"] },
  }, { source: "interface User { id: number; name: string }\ninterface Page<T> { items: T[] }" }));

test("recursive types refer to a definition", () =>
  check("a: Tree, b: Json", { a: { $ref: "#/$defs/Tree" }, b: { $ref: "#/$defs/Json" } }, {
    source: "interface Tree { children: Tree[] }\ntype Json = string | Json[] | { [key: string]: Json };",
    $defs: {
      Tree: { type: "object", properties: { children: { type: "array", items: { $ref: "#/$defs/Tree" } } }, required: ["children"] },
      Json: {
        anyOf: [STRING, { type: "array", items: { $ref: "#/$defs/Json" } }, { type: "object", additionalProperties: { $ref: "#/$defs/Json" } }],
      },
    },
  }));

test("template literal types are patterns", () =>
  check("a: `${string}/${string}`, b: `v${number}`", {
    a: { type: "string", pattern: "^[^]*\\/[^]*$", "x-template": "`${string}/${string}`" },
    b: { type: "string", pattern: "^v-?[0-9.e+-]+$", "x-template": "`v${number}`" },
  }));

test("a parameter with a default or a question mark is not required", () =>
  check("a: string, b?: number, c = 5, d: string | undefined = undefined", { a: STRING, b: NUMBER, c: { ...NUMBER, default: 5 }, d: STRING }, { required: ["a"] }));

test("literal defaults are values and others are source text", () =>
  check('a = -1.5, b = ["x"], c = { deep: [1, true, null] }, d = `t`, e: Date = new Date(0), f = "a" + "b"', {
    a: { ...NUMBER, default: -1.5 },
    b: { type: "array", items: STRING, default: ["x"] },
    c: {
      type: "object",
      properties: { deep: { type: "array", items: { anyOf: [{ type: "null" }, NUMBER, { type: "boolean" }] } } },
      required: ["deep"],
      default: { deep: [1, true, null] },
    },
    d: { ...STRING, default: "t" },
    e: { type: "string", format: "date-time", default: { $default: "new Date(0)" } },
    f: { ...STRING, default: { $default: '"a" + "b"' } },
  }));

test("destructured parameters are named by their position", () =>
  check("a: string, { x }: { x: number }, [y]: string[]", {
    a: STRING,
    arg1: { type: "object", properties: { x: NUMBER }, required: ["x"] },
    arg2: { type: "array", items: STRING },
  }));

test("a rest parameter is an optional array", () =>
  check("a: string, ...more: number[]", { a: STRING, more: { type: "array", items: NUMBER, "x-rest": true } }, { required: ["a"] }));

test("a future counts as what it resolves to", () =>
  check("a: TaskFuture<string>, b: number | TaskFuture<number>, c: TaskFuture<'x' | 'y'>[]", {
    a: STRING,
    b: NUMBER,
    c: { type: "array", items: { type: "string", enum: ["x", "y"] } },
  }));

test("descriptions and defaults come from JSDoc", () =>
  check("options: Options", {
    options: {
      type: "object",
      properties: { depth: { type: "number", description: "How deep to look.", default: 3 }, mode: { type: "string", default: "fast" } },
    },
  }, { source: "interface Options {\n/** How deep to look.\n * @default 3 */\ndepth?: number;\n/** @default 'fast' */\nmode?: string }" }));

test("what JSON cannot express accepts anything and says why", () =>
  check("a: any, b: unknown, c: () => void, d: Box, e: symbol, f: Map<string, number>, g: Missing, h", {
    a: { description: "any: the type is any" },
    b: { description: "any: the type is unknown" },
    c: { description: "any: a function" },
    d: { description: "any: an instance of the class Box" },
    e: { description: "any: a symbol" },
    f: { description: "any: Map<string, number> cannot be written as JSON" },
    g: { description: "any: the type Missing is not found" },
    h: { description: "any: no type is given" },
  }, { source: "class Box { #secret = 1; open() { return this.#secret } }", required: ["a", "b", "c", "d", "e", "f", "g", "h"] }));

test("a type that unfolds for ever ends in anything", async () => {
  await workspace.write({
    "endless.ts": 'import { flow } from "millrace";\ninterface N<T> { value: T; next: N<T[]> }\nexport default flow((n: N<string>) => n);',
  });
  const { flows } = await discoverFile({ root: workspace.root, file: "endless.ts" });
  expect(JSON.stringify(flows[0]?.parameters)).toContain("any: the type is nested too deeply");
});

test("parameters are described by the comment above the flow", async () => {
  const text = 'import { flow } from "millrace";\n/**\n * Counts.\n * @param repo - which one\n */\nexport const f = flow(async (repo: string, /** how many */ n: number, cb: () => void) => {});';
  await workspace.write({ "described.ts": text.replace("@param repo - which one", "@param repo - which one\n * @param cb called back") });
  const { flows } = await discoverFile({ root: workspace.root, file: "described.ts" });
  expect(flows[0]?.description).toBe("Counts.");
  expect(flows[0]?.parameters.properties).toEqual({
    repo: { type: "string", description: "which one" },
    n: { type: "number", description: "how many" },
    cb: { description: "called back any: a function" },
  });
});

test("JavaScript has names, defaults, and the types of its JSDoc", async () => {
  await workspace.write({
    "plain.mjs":
      'import { flow } from "millrace";\n/**\n * @param {string[]} repos the repositories\n * @param {number} [limit]\n */\nexport const f = flow(async (repos, limit, mode = "fast") => {});\n',
  });
  const { flows } = await discoverFile({ root: workspace.root, file: "plain.mjs" });
  expect(flows[0]?.parameters).toEqual({
    type: "object",
    properties: {
      repos: { type: "array", items: STRING, description: "the repositories" },
      limit: NUMBER,
      mode: { description: "any: JavaScript gives no type", default: "fast" },
    },
    required: ["repos"],
    additionalProperties: false,
  });
});

test("types come from other files, and signatures from functions and generics of other files", async () => {
  await workspace.write({
    "model/user.ts": "export interface User { id: number }\nexport type Ids<T> = T[];",
    "model/index.ts": 'export * from "./user.ts";',
    "work.ts": 'import type { Ids, User } from "./model/index.js";\nexport async function work(user: User, ids: Ids<string>) { return user; }',
    "far.ts": 'import { flow } from "millrace";\nimport { work } from "./work";\nexport const f = flow(work);',
  });
  const { flows } = await discoverFile({ root: workspace.root, file: "far.ts" });
  expect(flows[0]).toMatchObject({ name: "work", export: "f" });
  expect(flows[0]?.parameters.properties).toEqual({
    user: { type: "object", properties: { id: NUMBER }, required: ["id"] },
    ids: { type: "array", items: STRING },
  });
});

test("types come from packages, and values of packages are not needed", async () => {
  await workspace.write({
    "node_modules/schemas/package.json": '{ "name": "schemas", "version": "1.0.0", "types": "./index.d.ts", "main": "./index.js" }',
    "node_modules/schemas/index.d.ts": "export interface Schema<T> { out: T }\nexport type Infer<S> = S extends Schema<infer T> ? T : never;\nexport declare function object<T>(shape: T): Schema<T>;",
    "packaged.ts":
      'import { flow } from "millrace";\nimport * as s from "schemas";\nimport axios from "axios";\nconst schema = s.object({ id: 1 });\nexport const f = flow(async (a: s.Infer<typeof schema>, b: s.Schema<string>) => axios(a));',
  });
  const { flows, problems } = await discoverFile({ root: workspace.root, file: "packaged.ts" });
  expect(problems).toEqual([]);
  expect(flows[0]?.parameters.properties).toEqual({
    a: { type: "object", properties: { id: NUMBER }, required: ["id"] },
    b: { type: "object", properties: { out: STRING }, required: ["out"] },
  });
});
