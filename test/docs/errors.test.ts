import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

function read(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
}

/** The errors of the contract, of all files that they stand in. */
function source(): string {
  const whole = read("core/protocol/errors.ts");
  const parts = Array.from(whole.matchAll(/^export \{.*\} from "\.\/([\w-]+-errors\.ts)";$/gm), ([, name]) => read(`core/protocol/${name}`));
  return [whole, ...parts].join("\n");
}

/** Class and code, as `DefinitionError MILLRACE_DEFINITION`, in the order in which they stand. */
function codesInSource(): readonly string[] {
  const classes = source().matchAll(/^export class (\w+) extends MillraceError \{[\s\S]*?super\(\s*"(MILLRACE_\w+)"/gm);
  return Array.from(classes, ([, name, code]) => `${name} ${code}`);
}

function codesInDocument(): readonly string[] {
  return Array.from(read("docs/errors.md").matchAll(/^### `(\w+)`\n\n`(MILLRACE_\w+)`/gm), ([, name, code]) => `${name} ${code}`);
}

test("docs/errors.md tells of each error, and of no other", () => {
  const classes = source().match(/^export class \w+/gm) ?? [];
  expect(codesInSource()).toHaveLength(classes.length);
  expect([...codesInDocument()].sort()).toEqual([...codesInSource()].sort());
});

test("no two errors share a code", () => {
  const codes = codesInSource().map((entry) => entry.split(" ")[1]);
  expect(new Set(codes).size).toBe(codes.length);
});
