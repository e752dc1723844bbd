/** `npm run package`: builds everything and writes `millrace-<version>.vsix`. Fails when it has more than 4 MB. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { largestVsixBytes, packageExtension } from "./vscode/package-extension.ts";

const root = join(import.meta.dirname, "..");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { readonly version: string };

for (const args of [["esbuild.mjs"], ["node_modules/typescript/bin/tsc", "-b"]]) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

const name = `millrace-${version}.vsix`;
const sizeBytes = packageExtension(root, join(root, name));
const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(2)} MB`;
console.log(`${name}: ${megabytes(sizeBytes)}`);
if (sizeBytes > largestVsixBytes) {
  console.error(`${name} has more than ${megabytes(largestVsixBytes)}: look at its largest files with \`npx vsce ls --tree\`.`);
  process.exitCode = 1;
}
