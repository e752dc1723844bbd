/** `npm run check`: types, lint and the fast tests, before every commit. Under a minute. */
import { spawnSync } from "node:child_process";

const steps = [
  ["types", ["node_modules/typescript/bin/tsc", "-b"]],
  ["lint", ["node_modules/eslint/bin/eslint.js", "."]],
  ["tests", ["node_modules/vitest/vitest.mjs", "run", "--project", "fast"]],
];

for (const [name, args] of steps) {
  const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
  console.log(`${status === 0 ? "✔" : "✖"} ${name}`);
  if (status !== 0) process.exit(1);
}
