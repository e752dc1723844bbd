import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { definitionName } from "../../sdk/definition/definition-name.ts";

const folder = mkdtempSync(join(tmpdir(), "millrace-names-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The name of a definition whose call stands at `task(` in the source. */
function check(source: string, expected: string): void {
  const file = join(folder, "source.ts");
  writeFileSync(file, source);
  const lines = source.slice(0, source.indexOf("task(")).split("\n");
  expect(definitionName("", { file, line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 })).toBe(expected);
}

test("a function's own name goes before its place", () => {
  expect(definitionName("load", { file: "nowhere.ts", line: 1, column: 1 })).toBe("load");
});

test("without a name and a place there is one for all", () => {
  expect(definitionName("", null)).toBe("anonymous");
});

test("a place whose source cannot be read is named by its line", () => {
  expect(definitionName("", { file: join(folder, "gone.ts"), line: 12, column: 3 })).toBe("gone.ts:12");
});

test("a name may have any letter that the language takes", () => {
  check("const lädtAlles$_ = task(() => 1);", "lädtAlles$_");
  check("const 載入 = task(() => 1);", "載入");
});

test("what stands between the name and the call is passed over", () => {
  check("const load =\n  task(() => 1);", "load");
  check("const load = (task(() => 1));", "load");
  check("const load = await task(() => 1);", "load");
});

test("a property in quotes gives its name", () => {
  check("const tasks = { 'load all': task(() => 1) };", "load all");
  check('const tasks = { "save": task(() => 1) };', "save");
});

test("a call within another declaration's value is not named by it", () => {
  check("const list = [\n  task(() => 1)];", "source.ts:2");
  check("export default task(() => 1);", "source.ts:1");
});

test("the variable gives the name, with an annotation or without", () => {
  check("const load = task(() => 1);", "load");
  check("export const load: Task<[string], number> = task(() => 1);", "load");
  check("let save: Task;\nsave = task(() => 1);", "save");
});

test("words in front of the declaration do not", () => {
  check("/** Stands for the network: its first answer is an error. */\nconst fetchRates = task(() => 1);", "fetchRates");
  check("let total: number\nconst load = task(() => 1)", "load");
});

test("a property gives the name, and else the place does", () => {
  check("const tasks = { load: task(() => 1) };", "load");
  check("register(task(() => 1));", "source.ts:1");
});
