/**
 * How soon the editor shows that a run has crashed whose process was killed: one that its engine has started, and one of a
 * script that it follows.
 */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageDirectory } from "../lib/paths.mjs";
import { report, sleep, startEngine } from "./engine.mjs";

const count = 7;
const folder = mkdtempSync(join(tmpdir(), "millrace-crash-"));
mkdirSync(join(folder, "node_modules"));
symlinkSync(packageDirectory, join(folder, "node_modules", "millrace"));
writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
writeFileSync(join(folder, "waits.ts"), 'import { flow, isMain, sleep } from "millrace";\nexport const waits = flow(async () => await sleep("1h"));\nif (isMain(import.meta)) await waits();\n');

const engine = await startEngine(folder, packageDirectory);
try {
  const own = [];
  const others = [];
  for (let round = 0; round < count; round += 1) {
    const { runId } = await engine.ask("millrace/run", { kind: "flow", file: join(folder, "waits.ts"), flow: null, parameters: null });
    own.push(await crashOf(runId));
    const before = new Set(runs());
    const script = spawn(process.execPath, [join(packageDirectory, "node_modules/tsx/dist/cli.mjs"), "waits.ts"], { cwd: folder, stdio: "ignore" });
    const id = await until(() => runs().find((name) => !before.has(name))?.slice(-36));
    others.push(await crashOf(id));
    script.kill("SIGKILL");
  }
  process.stdout.write("| | target | median | all |\n|---|---|---|---|\n");
  report("Crashed shown after a kill, own run", "≤ 200", own, "ms");
  report("Crashed shown after a kill, run of a script", "≤ 1,000", others, "ms");
} finally {
  engine.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** Milliseconds from the kill of the run's process to the notification that says so. */
async function crashOf(id) {
  const summaries = (name, params) => (name === "millrace/changed" ? params.runs?.find((run) => run.id === id) : undefined);
  const pid = await until(() => ownerOf(id));
  await until(async () => ((await engine.ask("millrace/snapshot", {})).runs.find((run) => run.id === id)?.state.type === "RUNNING" ? true : undefined));
  // Whatever follows its start is over.
  await sleep(300);
  const crashed = engine.hear((name, params) => (summaries(name, params)?.state.type === "CRASHED" ? performance.now() : undefined));
  const start = performance.now();
  process.kill(pid, "SIGKILL");
  return (await crashed) - start;
}

function runs() {
  try {
    return readdirSync(join(folder, ".millrace", "runs"));
  } catch {
    return [];
  }
}

function ownerOf(id) {
  const name = runs().find((each) => each.endsWith(id));
  try {
    return JSON.parse(readFileSync(join(folder, ".millrace", "runs", name, "owner.1"), "utf8")).pid;
  } catch {
    return undefined;
  }
}

async function until(look) {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(5);
  }
}
