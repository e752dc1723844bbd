import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const project = mkdtempSync(join(tmpdir(), "millrace-kinds-"));

mkdirSync(join(project, "node_modules"));
symlinkSync(repository, join(project, "node_modules", "millrace"), "junction");
writeFileSync(join(project, "package.json"), '{ "type": "module" }');
afterAll(() => rmSync(project, { recursive: true, force: true }));

const body = "const double = task(async (n) => n * 2);\nMAIN = flow(async (n = 3) => (await double(n)) + 1);\n";
const esm = `import { flow, task } from "millrace";\n${body.replace("MAIN", "export const main")}`;
const typed = esm.replace("(n)", "(n: number)");
const commonJs = `const { flow, task } = require("millrace");\n${body.replace("MAIN", "exports.main")}`;

test.for([
  ["ts", typed],
  ["mts", typed],
  ["cts", typed],
  ["tsx", typed],
  ["js", esm],
  ["mjs", esm],
  ["cjs", commonJs],
] as const)("a flow in a file .%s runs", ([extension, source]) => {
  writeFileSync(join(project, `main.${extension}`), source);
  const command = join(repository, "dist/millrace.js");
  const output = execFileSync(process.execPath, [command, "run", `main.${extension}`, "--json"], { cwd: project, encoding: "utf8" });
  expect((JSON.parse(output) as { result: unknown }).result).toBe(7);
});
