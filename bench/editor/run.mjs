/**
 * `npm run bench:editor`: what a person waits for in VS Code, and what the engine and the views cost, as tables of Markdown.
 * Builds first. See docs/benchmarks.md.
 */
import { spawnSync } from "node:child_process";
import { packageDirectory } from "../lib/paths.mjs";

const parts = ["sources", "runs", "crash", "warm-start", "webview", "start", "window"];

const asked = process.argv.slice(2);
const unknown = asked.filter((part) => !parts.includes(part));
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(", ")}. There are ${parts.join(", ")}.`);
  process.exit(2);
}

let isWell = run("npm", ["run", "--silent", "build"]);
for (const part of isWell ? parts.filter((name) => asked.length === 0 || asked.includes(name)) : []) {
  console.log(`\n${part}\n`);
  if (!run(process.execPath, ["--import", "tsx", `bench/editor/${part}.mjs`])) isWell = false;
}
process.exitCode = isWell ? 0 : 1;

function run(command, args) {
  return spawnSync(command, args, { cwd: packageDirectory, stdio: "inherit", shell: process.platform === "win32" }).status === 0;
}
