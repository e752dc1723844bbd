/**
 * The examples of README.md and docs/concepts, as a reader would try them: each fence marked "ts runnable" is a file of
 * its own in a small project, started with tsx. When a "text" fence follows at once, that is what it must print.
 */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";

interface Example {
  /** `docs/concepts/flows.md:12`. */
  readonly place: string;
  readonly code: string;
  /** What it prints, where the document shows it. */
  readonly output: string | null;
}

const repository = fileURLToPath(new URL("../..", import.meta.url));
const project = mkdtempSync(join(tmpdir(), "millrace-docs-"));
const run = promisify(execFile);

mkdirSync(join(project, "node_modules"));
symlinkSync(repository, join(project, "node_modules", "millrace"), "junction");
symlinkSync(join(repository, "node_modules", "zod"), join(project, "node_modules", "zod"), "junction");
writeFileSync(join(project, "package.json"), '{ "type": "module" }');
afterAll(() => rmSync(project, { recursive: true, force: true }));

const concepts = readdirSync(join(repository, "docs/concepts")).map((name) => `docs/concepts/${name}`);
const examples = ["README.md", ...concepts].flatMap(examplesIn);

test("every page has an example that runs", () => {
  expect(["README.md", ...concepts].filter((page) => !examples.some(({ place }) => place.startsWith(page)))).toEqual([]);
});

test.for(examples)("$place runs", async ({ place, code, output }) => {
  const file = join(project, `${place.replace(/\W+/g, "-")}.ts`);
  writeFileSync(file, code);
  const tsx = join(repository, "node_modules/tsx/dist/cli.mjs");
  const { stdout } = await run(process.execPath, [tsx, file], { cwd: project });
  if (output !== null) expect(stdout).toBe(output);
});

function examplesIn(page: string): readonly Example[] {
  const text = readFileSync(join(repository, page), "utf8").replaceAll("\r\n", "\n");
  const fences = text.matchAll(/^```ts runnable\n([\s\S]*?)^```\n(?:\n```text\n([\s\S]*?)^```\n)?/gm);
  return Array.from(fences, (match) => ({
    place: `${page}:${text.slice(0, match.index).split("\n").length}`,
    code: match[1] ?? "",
    output: match[2] ?? null,
  }));
}
