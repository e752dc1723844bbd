import { realpathSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lookThrough } from "../../engine/discovery/live/source-look.ts";
import { createWorkspace, type Workspace } from "./workspace.ts";

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
});
afterAll(() => workspace.remove());

const mentioning = 'import { flow } from "millrace";\n';

/** What is told, in order, with names relative to the root. */
async function look(exclude: readonly string[]): Promise<readonly (readonly [string, ...(readonly string[])])[]> {
  const root = realpathSync(workspace.root);
  const told: (readonly [string, ...(readonly string[])])[] = [];
  const relative = (file: string): string => file.slice(root.length + 1);
  for await (const news of lookThrough({ root, exclude }, () => Promise.resolve())) {
    if (news.type === "listing") told.push(["listing", ...news.listing.files.map(relative)]);
    else if (news.type === "candidates") told.push(["candidates", ...news.files.map(relative)]);
    else told.push(["end"]);
  }
  return told;
}

test("a look tells all sources, then those that name the package", async () => {
  await workspace.write({
    "a.ts": mentioning,
    "b.ts": "export const b = 1; // millrace\n",
    "c/d.tsx": 'const { flow } = require("millrace");\n',
    "c/large.ts": `${mentioning}${" ".repeat(1_000_000)}`,
    "dist/built.js": mentioning,
    "left/out.ts": mentioning,
    "notes.md": mentioning,
  });
  expect(await look(["left/**"])).toEqual([["listing", "a.ts", "b.ts", "c/d.tsx", "c/large.ts"], ["candidates", "a.ts", "c/d.tsx"], ["end"]]);
});

test("candidates come a hundred at a time, so that the first are parsed while the rest is looked for", async () => {
  await workspace.write(Object.fromEntries(Array.from({ length: 230 }, (_, index) => [`many/f${index}.ts`, mentioning])));
  const told = await look(["left/**", "c"]);
  expect(told.map(([type, ...files]) => [type, files.length])).toEqual([
    ["listing", 232],
    ["candidates", 100],
    ["candidates", 100],
    ["candidates", 31],
    ["end", 0],
  ]);
});
