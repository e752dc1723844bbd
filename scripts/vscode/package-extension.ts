import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** More than this is no extension that one installs in passing. */
export const largestVsixBytes = 4 * 1024 * 1024;

/**
 * Packs what is built into a .vsix, and returns its size in bytes.
 *
 * @throws When vsce refuses, with what it said.
 */
export function packageExtension(folder: string, file: string): number {
  const vsce = join(dirname(createRequire(import.meta.url).resolve("@vscode/vsce/package.json")), "vsce");
  const args = ["package", "--no-dependencies", "--allow-missing-repository", "--no-rewrite-relative-links", "--out", file];
  const { status, stdout, stderr } = spawnSync(process.execPath, [vsce, ...args], { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(`vsce cannot pack the extension:\n${stdout}${stderr}`);
  return statSync(file).size;
}
