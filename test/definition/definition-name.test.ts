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
