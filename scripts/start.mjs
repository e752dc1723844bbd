/** `npm start`: builds, and runs a flow on this very clone. */
import { spawnSync } from "node:child_process";

const run = (args) => {
  const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
};

run(["esbuild.mjs"]);
run(["dist/millrace.js", "run", "examples/repo-health.ts#repoHealth"]);
