/**
 * `npm run bench:history [-- --runs 2000 --tasks 500 --samples 5]`: years of history, as tables of Markdown. Builds first. See
 * docs/benchmarks.md.
 */
import { spawn, spawnSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { findWorkspace } from "../../journal/workspace.ts";
import { cpuUs, median, startEngine } from "../editor/engine.mjs";
import { describeMachine } from "../lib/machine.mjs";
import { packageDirectory } from "../lib/paths.mjs";
import { createWorkspace } from "../lib/workspace.mjs";
import { makeHistory } from "./make-history.ts";
import { memoryOf } from "./memory.mjs";

const { values } = parseArgs({ options: { runs: { type: "string", default: "2000" }, tasks: { type: "string", default: "500" }, samples: { type: "string", default: "5" } } });
const [runs, tasks, samples] = [Number(values.runs), Number(values.tasks), Number(values.samples)];
const longRun = 10_000;

if (spawnSync("npm", ["run", "--silent", "build"], { cwd: packageDirectory, stdio: "inherit", shell: process.platform === "win32" }).status !== 0) process.exit(1);
const [full, empty] = [createWorkspace(), createWorkspace()];
try {
  const made = performance.now();
  const newestAt = Date.now() * 1_000;
  makeHistory(findWorkspace(full.directory, full.directory, undefined), { runs, tasksPerRun: tasks, newestAt });
  const [long] = makeHistory(findWorkspace(full.directory, full.directory, undefined), { runs: 1, tasksPerRun: longRun, newestAt: newestAt + 1_000_000 });
  process.stderr.write(`${runs} runs of ${tasks} tasks made in ${Math.round(performance.now() - made)} ms.\n`);
  console.log(`${describeMachine(full.directory).text}; medians of ${samples}, subject and reference in turns.\n`);
  console.log("| what | target | median | CPU | reference, CPU | ÷ reference, by CPU |\n|---|---|--:|--:|--:|--:|");
  await lists();
  await queries();
  await openings(long);
} finally {
  full.remove();
  empty.remove();
}

/** From the spawn of the engine to a list of the newest hundred runs; the reference is the same where nothing has run. */
async function lists() {
  const index = join(full.directory, ".millrace", "index");
  const samplesOf = { without: [], with: [], none: [] };
  for (let sample = 0; sample < samples; sample += 1) {
    rmSync(index, { force: true });
    samplesOf.without.push(await listOf(full.directory));
    samplesOf.with.push(await listOf(full.directory));
    samplesOf.none.push(await listOf(empty.directory));
  }
  line("engine: spawn → list of the newest 100, without an index", "300 ms", samplesOf.without, samplesOf.none, "firstMs", "firstCpuMs");
  line("the same with the index of the last engine", "", samplesOf.with, samplesOf.none, "firstMs", "firstCpuMs");
  line(`→ all ${runs} known, without an index`, "", samplesOf.without, samplesOf.none, "allMs", "allCpuMs");
  line("the same with the index", "", samplesOf.with, samplesOf.none, "allMs", "allCpuMs");
  const pages = samplesOf.with.flatMap(({ pageMs }) => pageMs).sort((a, b) => a - b);
  console.log(`| list with filter and text, 95th percentile | 20 ms | ${pages[Math.floor(pages.length * 0.95)].toFixed(1)} ms | | | |`);
  console.log(`| engine's memory behind all that (RSS; at its peak) | 400 MB | ${median(samplesOf.without.map(({ rssMb }) => rssMb)).toFixed(0)} MB; ${median(samplesOf.without.map(({ peakMb }) => peakMb)).toFixed(0)} MB | | | |`);
}

async function listOf(folder) {
  const count = folder === full.directory ? runs + 1 : 0;
  const start = performance.now();
  const engine = await startEngine(folder, join(full.directory, "node_modules/millrace"));
  const query = { flow: null, state: null, text: "", offset: 0, limit: 100 };
  let [firstMs, firstCpuMs] = [0, 0];
  for (;;) {
    const page = await engine.ask("millrace/listRuns", query);
    if (firstMs === 0 && page.runs.length >= Math.min(100, count)) [firstMs, firstCpuMs] = [performance.now() - start, cpuUs(engine.pid) / 1_000];
    if (page.total >= count) break;
  }
  const [allMs, allCpuMs] = [performance.now() - start, cpuUs(engine.pid) / 1_000];
  const pageMs = [];
  for (let round = 0; round < 50; round += 1) {
    const asked = performance.now();
    await engine.ask("millrace/listRuns", { ...query, flow: round % 2 === 0 ? null : "Orders ETL", state: round % 3 === 0 ? null : "completed", text: ["brisk", "heron-1", "completed orders"][round % 3] });
    pageMs.push(performance.now() - asked);
  }
  const { rssMb, peakMb } = memoryOf(engine.pid);
  await engine.leave();
  return { firstMs, firstCpuMs, allMs, allCpuMs, pageMs, rssMb, peakMb };
}

/** All task runs into SQL, beside a process that reads the same files and parses their lines as JSON. */
async function queries() {
  const asked = [
    ["`millrace query`: an aggregate over all task runs", "12 s", "select task, state_name, count(*), avg(duration_ms) from task_runs group by 1, 2"],
    ["`millrace query`: a join of task runs with their flow runs", "", "select f.flow, count(*) from task_runs t join flow_runs f on f.id = t.flow_run_id where t.state_type = 'FAILED' group by 1"],
    ["`millrace query`: flow runs alone", "", "select state_name, count(*) from flow_runs group by 1"],
  ];
  for (const [what, target, sql] of asked) {
    const [own, reference] = [[], []];
    for (let sample = 0; sample < samples; sample += 1) {
      own.push(await cost([join(full.directory, "node_modules/millrace/dist/millrace.js"), "query", sql]));
      reference.push(await cost([join(packageDirectory, "bench/history/read-and-parse.mjs"), join(full.directory, ".millrace", "runs")]));
    }
    line(what, target, own, reference, "wallMs", "cpuMs");
    console.log(`| its memory at its peak | 400 MB | ${median(own.map(({ peakMb }) => peakMb)).toFixed(0)} MB | | ${median(reference.map(({ peakMb }) => peakMb)).toFixed(0)} MB | |`);
  }
  const [own, reference] = [[], []];
  for (let sample = 0; sample < samples; sample += 1) {
    own.push(await cost([join(full.directory, "node_modules/millrace/dist/millrace.js"), "runs"]));
    reference.push(await cost([join(full.directory, "node_modules/millrace/dist/millrace.js"), "runs"], empty.directory));
  }
  line("`millrace runs`: the newest 50, beside the same where nothing has run", "", own, reference, "wallMs", "cpuMs");
}

async function openings(runId) {
  const engine = await startEngine(full.directory, join(full.directory, "node_modules/millrace"));
  while ((await engine.ask("millrace/listRuns", { flow: null, state: null, text: "", offset: 0, limit: 1 })).total <= runs);
  const [own, reference] = [[], []];
  const directory = readdirSync(join(full.directory, ".millrace", "runs")).find((name) => name.endsWith(runId));
  for (let sample = 0; sample < samples; sample += 1) {
    const [start, cpu] = [performance.now(), cpuUs(engine.pid)];
    const picture = await engine.ask("millrace/openRun", { runId });
    own.push({ wallMs: performance.now() - start, cpuMs: (cpuUs(engine.pid) - cpu) / 1_000 });
    if (picture.taskRuns.length !== longRun) throw new Error(`${picture.taskRuns.length} task runs, not ${longRun}`);
    await engine.ask("millrace/closeRun", { runId });
    reference.push(await cost([join(packageDirectory, "bench/history/read-and-parse.mjs"), join(full.directory, ".millrace", "runs"), directory]));
  }
  line(`engine: opening an ended run of ${longRun} tasks, until its picture is here (reference: a process that reads and parses its lines)`, "150 ms", own, reference, "wallMs", "cpuMs");
  engine.stop();
}

/** What a process of Node costs: it tells at its end. */
function cost(args, cwd = full.directory) {
  const tell = 'import { writeSync } from "node:fs"; process.on("exit", () => { const { user, system } = process.cpuUsage(); writeSync(3, `${(user + system) / 1000} ${process.resourceUsage().maxRSS / 1000}`); });';
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(process.execPath, ["--import", `data:text/javascript,${encodeURIComponent(tell)}`, ...args], { cwd, stdio: ["ignore", "ignore", "inherit", "pipe"] });
    let told = "";
    child.stdio[3].setEncoding("utf8").on("data", (text) => (told += text));
    child.once("close", (code) => {
      const [cpuMs, peakMb] = told.split(" ").map(Number);
      if (code === 0) resolve({ wallMs: performance.now() - start, cpuMs, peakMb });
      else reject(new Error(`${args.join(" ")} ended with ${code}`));
    });
  });
}

function line(what, target, own, reference, wall, cpu) {
  const [wallMs, cpuMs, referenceMs] = [median(own.map((each) => each[wall])), median(own.map((each) => each[cpu])), median(reference.map((each) => each[cpu]))];
  console.log(`| ${what} | ${target} | ${wallMs.toFixed(0)} ms | ${cpuMs.toFixed(0)} ms | ${referenceMs.toFixed(0)} ms | ${(cpuMs / referenceMs).toFixed(1)} |`);
}
