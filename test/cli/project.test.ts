import { mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { testContext } from "./build.ts";
import { parseJsonc, readModuleSettings } from "../../cli/doctor/read-tsconfig.ts";
import { storeWritable } from "../../cli/doctor/store-writable.ts";
import { typescriptSettings } from "../../cli/doctor/typescript-settings.ts";
import { initProject } from "../../cli/init-project.ts";
import { importedFiles } from "../../cli/watch/imported-files.ts";

let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "millrace-cli-")));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

const read = (path: string): string => readFileSync(join(folder, path), "utf8");

test("init makes a manifest and a first flow in an empty folder", () => {
  const report = initProject(folder);
  expect(report.steps.map(({ kind }) => kind)).toEqual(["made", "made", "hint"]);
  expect(report.next).toEqual(["npm install", "npx millrace run flows/hello.ts"]);
  expect(JSON.parse(read("package.json"))).toMatchObject({ private: true, type: "module", dependencies: { millrace: expect.stringMatching(/^\^\d/) as string } });
  expect(read("flows/hello.ts")).toContain("if (isMain(import.meta))");
});

test("the first flow fits the modules of its package", () => {
  write({ "package.json": '{ "type": "commonjs" }' });
  initProject(folder);
  expect(read("flows/hello.ts")).toContain("if (isMain(module)) void hello();");
});

test("init adds the dependency to a manifest and leaves the rest as it is", () => {
  write({ "package.json": '{\n    "name": "mine",\n    "dependencies": { "zod": "^4.0.0" }\n}\n', "flows/hello.ts": "mine" });
  initProject(folder);
  expect(Object.keys((JSON.parse(read("package.json")) as { dependencies: object }).dependencies)).toEqual(["zod", "millrace"]);
  expect(read("package.json")).toContain('\n    "name": "mine"');
  expect(read("flows/hello.ts")).toBe("mine");
});

test("a second init changes nothing", () => {
  initProject(folder);
  const before = [read("package.json"), read("flows/hello.ts")];
  expect(initProject(folder).steps.map(({ kind }) => kind)).toEqual(["kept", "kept", "hint"]);
  expect([read("package.json"), read("flows/hello.ts")]).toEqual(before);
});

test("a manifest that is no JSON is refused", () => {
  write({ "package.json": "{" });
  expect(() => initProject(folder)).toThrow("package.json is not a JSON object.");
});

test.each<[string, Readonly<Record<string, string>>, boolean]>([
  ["nodenext", { "tsconfig.json": '{ "compilerOptions": { "module": "NodeNext" } }' }, true],
  ["preserve", { "tsconfig.json": '{ "compilerOptions": { "module": "preserve" } }' }, true],
  ["bundler", { "tsconfig.json": '{ "compilerOptions": { "module": "esnext", "moduleResolution": "bundler" } }' }, true],
  ["no tsconfig", {}, true],
  ["commonjs", { "tsconfig.json": '{ "compilerOptions": { "module": "commonjs" } }' }, false],
  ["nothing set", { "tsconfig.json": "{}" }, false],
  ["an extended one", { "tsconfig.json": '{ "extends": "./base" }', "base.json": '{ "compilerOptions": { "module": "nodenext" } }' }, true],
  ["comments", { "tsconfig.json": '{\n  // ours\n  "compilerOptions": { "module": "nodenext", /* x */ },\n}' }, true],
])("doctor judges TypeScript settings: %s", async (_what, files, isFine) => {
  write(files);
  const result = await typescriptSettings.run({ ...testContext(), cwd: folder });
  expect(result.ok).toBe(isFine);
});

test("of several bases the last one wins, and the file itself over all", () => {
  write({
    "tsconfig.json": '{ "extends": ["./a.json", "./b.json"], "compilerOptions": { "module": "preserve" } }',
    "a.json": '{ "compilerOptions": { "module": "commonjs", "moduleResolution": "node10" } }',
    "b.json": '{ "compilerOptions": { "moduleResolution": "bundler" } }',
  });
  expect(readModuleSettings(join(folder, "tsconfig.json"))).toEqual({ module: "preserve", moduleResolution: "bundler" });
});

test("comment marks and commas inside of strings are kept", () => {
  expect(parseJsonc('{ "a": "http://x, ]", } // end')).toEqual({ a: "http://x, ]" });
});

test("doctor leaves no folder behind where there was none", async () => {
  write({ "package.json": "{}" });
  const result = await storeWritable.run({ ...testContext(), cwd: folder });
  expect([result.ok, readdirSync(folder)]).toEqual([true, ["package.json"]]);
});

test("watched are the file and what it imports in the workspace, not packages", () => {
  write({
    "flows/main.ts": 'import { a } from "./a.js";\nimport type { T } from "../types.ts";\nimport "zod";\nimport "linked";\nconst x = await import("./dir");',
    "flows/a.ts": 'export { b } from "./b"; import fs from "node:fs";',
    "flows/b.tsx": 'const { c } = require("./c.cjs")',
    "flows/c.cjs": "",
    "flows/dir/index.ts": 'import "../main.ts";',
    "flows/unused.ts": "",
    "types.ts": "",
    "node_modules/zod/package.json": '{ "main": "index.js" }',
    "node_modules/zod/index.js": "",
    "packages/linked/package.json": '{ "main": "index.js" }',
    "packages/linked/index.js": "",
  });
  symlinkSync(join(folder, "packages/linked"), join(folder, "node_modules/linked"));
  const watched = importedFiles(join(folder, "flows/main.ts"), folder).map((path) => path.slice(folder.length + 1));
  expect(watched.sort()).toEqual(["flows/a.ts", "flows/b.tsx", "flows/c.cjs", "flows/dir/index.ts", "flows/main.ts", "packages/linked/index.js", "types.ts"]);
});
