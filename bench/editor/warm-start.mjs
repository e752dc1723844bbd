/**
 * From the request of a run to its first record, with a runner that is spawned for it and with one that waits:
 * `npx tsx bench/editor/warm-start.mjs [path of a Node …]`, after `npm run build`.
 */
import { randomUUID } from "node:crypto";
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseLine } from "../../core/records/parse.ts";
import { RunnerPool } from "../../engine/runs/runner-pool.ts";
import { startRun } from "../../engine/runs/start-run.ts";
import { thisMachine } from "../../journal/machine.ts";
import { findWorkspace } from "../../journal/workspace.ts";
import { systemClock } from "../../sdk/process/system-clock.ts";

const samples = 15;
const settleMs = 1_500;
const repository = fileURLToPath(new URL("../..", import.meta.url));
const nodes = process.argv.length > 2 ? process.argv.slice(2) : [process.execPath];

const folder = mkdtempSync(join(tmpdir(), "millrace-bench-"));
try {
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(repository, join(folder, "node_modules", "millrace"), "junction");
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  const file = join(folder, "flow.ts");
  writeFileSync(file, 'import { flow, task } from "millrace";\nconst add = task(async (a: number, b: number) => a + b);\nexport const sum = flow(async (n = 2) => await add(n, 1));\n');
  console.log("| Node | runner | request → first record, median (slowest) | → heard by the engine |");
  console.log("|---|---|---|---|");
  for (const node of nodes) {
    await measure(node, file, "spawned for the run", false);
    await measure(node, file, "waiting", true);
    await measure(node, file, "waiting, file edited", true, () => appendFileSync(file, `// ${randomUUID()}\n`));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measure(node, file, name, isWarm, prepare = () => undefined) {
  const pool = isWarm ? new RunnerPool(systemClock) : undefined;
  const context = {
    cwd: folder,
    env: process.env,
    clock: systemClock,
    randomness: { fraction: Math.random, uuid: randomUUID },
    version: "0.0.0",
    machine: thisMachine(),
    workspace: findWorkspace(folder, folder, undefined),
    cancelGraceMs: 1_000,
    runner: { node, nodeArgs: [], entry: join(repository, "dist", "runner.js") },
    pool,
  };
  const recorded = [];
  const heard = [];
  let version = "";
  for (let sample = 0; sample < samples; sample += 1) {
    pool?.warm(context);
    prepare();
    await new Promise((resolve) => setTimeout(resolve, settleMs));
    const from = systemClock.nowUs();
    const run = await startRun(context, { file, flow: "sum", parameters: null, name: null, trigger: "editor" });
    heard.push((systemClock.nowUs() - from) / 1_000);
    await run.ended;
    const [first] = readFileSync(join(run.directory, "events.ndjson"), "utf8").split("\n");
    const parsed = parseLine(first);
    if (parsed.kind !== "record") throw new Error(parsed.reason);
    version = parsed.record.node;
    recorded.push((parsed.record.at - from) / 1_000);
  }
  pool?.dispose();
  console.log(`| ${version} | ${name} | ${describe(recorded)} | ${describe(heard)} |`);
}

function describe(times) {
  const sorted = [...times].sort((a, b) => a - b);
  return `${Math.round(sorted[Math.floor(sorted.length / 2)])} ms (${Math.round(sorted.at(-1))})`;
}
