/** The .vsix as a file: what it carries, and that the npm package comes out of it whole. */
import { execFileSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, inject, onTestFinished, test } from "vitest";
import { largestVsixBytes } from "../../scripts/vscode/package-extension.ts";
import { Workspace } from "../../scripts/vscode/driver/workspace.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));

interface PackedFile {
  readonly path: string;
}

function packedFiles(folder: string): readonly string[] {
  const output = execFileSync("npm", ["pack", "--ignore-scripts", "--dry-run", "--json"], { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const [{ files }] = JSON.parse(output) as [{ files: readonly PackedFile[] }];
  // vsce gives these three the names that the marketplace looks for.
  return files.map(({ path }) => path.replace(/^readme\.md$|^changelog\.md$/, (name) => name.replace(/^\w+/, (stem) => stem.toUpperCase())).replace(/^LICENSE\.txt$/, "LICENSE")).sort();
}

test("the .vsix has 4 MB at most", () => {
  expect(statSync(inject("editor").vsix).size).toBeLessThanOrEqual(largestVsixBytes);
});

test("the installed extension holds nothing but what it is made of", () => {
  expect(readdirSync(inject("editor").extension).sort()).toEqual([".npmignore", ".vsixmanifest", "LICENSE.txt", "changelog.md", "dist", "media", "package.json", "package.nls.json", "readme.md"]);
});

test("the package that is packed out of the installed extension is the one that is packed out of the repository", () => {
  expect(packedFiles(inject("editor").extension)).toEqual(packedFiles(repository));
});

test("a flow runs in a project that was given the package out of the extension", () => {
  const project = new Workspace(inject("editor").modules);
  onTestFinished(() => project.dispose());
  project.write("main.ts", 'import { flow, task } from "millrace";\nconst double = task(async (n: number) => n * 2);\nexport const main = flow(async (n = 3) => (await double(n)) + 1);\n');
  const command = join(project.root, "node_modules", "millrace", "dist", "millrace.js");
  const output = execFileSync(process.execPath, [command, "run", "main.ts", "--json"], { cwd: project.root, encoding: "utf8" });
  expect((JSON.parse(output) as { result: unknown }).result).toBe(7);
});
