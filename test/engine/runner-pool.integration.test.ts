import { spawn } from "node:child_process";
import { linkSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import type { Clock } from "../../core/base/clock.ts";
import { resumeRun } from "../../engine/runs/rerun.ts";
import { readRun } from "../../engine/runs/read-run.ts";
import { RunnerPool } from "../../engine/runs/runner-pool.ts";
import type { RunsContext } from "../../engine/runs/runs-context.ts";
import { startRun } from "../../engine/runs/start-run.ts";
import { runPaths } from "../../journal/run-paths.ts";
import { systemClock } from "../../sdk/process/system-clock.ts";
import { FakeClock } from "../../testing/fake-clock.ts";
import { until } from "../integration/project.ts";
import { makeContext, makeProject } from "./runs-context.ts";

const source = `import { flow, task } from "millrace";
const add = task(async (a: number, b: number) => { console.log("adding", a, b); return a + b; });
export const sum = flow(async (n = 2) => await add(n, 1));
export const needs = flow(async (n: number) => n);
export const dies = flow(async () => { await add(1, 1); process.kill(process.pid, "SIGKILL"); await new Promise(() => setInterval(() => 0, 1_000)); });
export const fails = flow(async () => { console.log("failing"); if (process.argv.length > 0) throw new Error("no"); });
`;

interface Bench {
  readonly context: RunsContext;
  readonly pool: RunnerPool;
  readonly file: string;
  /** Files to which runners that wait write. */
  waiting(): readonly string[];
}

function makeBench(parts: Partial<RunsContext> = {}, clock: Clock = systemClock): Bench {
  const { workspace, file } = makeProject(source);
  const pool = new RunnerPool(clock);
  onTestFinished(() => pool.dispose());
  return { context: makeContext(workspace, { pool, ...parts }), pool, file, waiting: () => waitingIn(workspace.home) };
}

function waitingIn(home: string): readonly string[] {
  const cache = join(home, "cache");
  return readdirSync(cache).filter((name) => /^runner-.*\.log$/.test(name)).map((name) => join(cache, name));
}

async function start({ context, file }: Bench, flow = "sum"): ReturnType<typeof startRun> {
  return startRun(context, { file, flow, parameters: null, name: "calm-otter", trigger: "editor" });
}

/** The file to which the only runner that waits writes, told by what a rename leaves as it is. */
function onlyWaiting(bench: Bench): number {
  const [path, ...others] = bench.waiting();
  if (path === undefined || others.length > 0) throw new Error("not one runner waits");
  // So that no other file takes its number once it is gone.
  linkSync(path, `${path}.kept`);
  return statSync(path).ino;
}

function outputOf(directory: string): { readonly file: number; readonly text: string } {
  const path = runPaths(directory).stdio;
  return { file: statSync(path).ino, text: readFileSync(path, "utf8") };
}

test("a runner that waits runs the next flow, and its output is the run's", async () => {
  const bench = makeBench();
  bench.pool.warm(bench.context);
  const waiting = onlyWaiting(bench);
  const run = await start(bench);
  expect((await run.ended).state.name).toBe("Completed");
  expect(outputOf(run.directory)).toEqual({ file: waiting, text: "adding 2 1\n" });
  expect(bench.waiting()).toEqual([]);
});

test("a module that is edited while a runner waits is run as it is then", async () => {
  const bench = makeBench();
  bench.pool.warm(bench.context);
  const waiting = onlyWaiting(bench);
  writeFileSync(bench.file, source.replace("a + b", "a * 100"));
  const run = await start(bench);
  await run.ended;
  const [state] = [...readRun(run.directory).view.flowRuns.values()].map(({ states }) => states.at(-1));
  expect([outputOf(run.directory).file, state]).toEqual([waiting, expect.objectContaining({ type: "COMPLETED", result: { v: 200 } })]);
});

test("the next runner waits a second after a run has begun", async () => {
  const clock = new FakeClock(0);
  const bench = makeBench({}, clock);
  bench.pool.warm(bench.context);
  const run = await start(bench);
  clock.fireNext();
  expect([clock.nowUs(), bench.waiting().length]).toEqual([1_000_000, 1]);
  await run.ended;
});

const changes: readonly (readonly [string, (bench: Bench) => Bench])[] = [
  ["the environment", (bench) => ({ ...bench, context: { ...bench.context, env: { ...bench.context.env, MORE: "1" } } })],
  ["Node's arguments", (bench) => ({ ...bench, context: { ...bench.context, runner: { ...bench.context.runner, nodeArgs: ["--no-warnings"] } } })],
  [
    "the configuration of TypeScript",
    (bench) => {
      writeFileSync(join(bench.context.cwd, "tsconfig.json"), '{ "compilerOptions": { "strict": true } }');
      return bench;
    },
  ],
];

test.each(changes)("a runner that waits is not used once %s has changed", async (_what, change) => {
  const bench = makeBench();
  bench.pool.warm(bench.context);
  const waiting = onlyWaiting(bench);
  const changed = change(bench);
  const run = await start(changed);
  expect((await run.ended).state.name).toBe("Completed");
  expect(outputOf(run.directory)).toEqual({ file: expect.not.toSatisfy((file: number) => file === waiting), text: "adding 2 1\n" });
});

test.each([["--import=./setup.mjs"], ["--inspect=0"], ["--env-file=.env"]])("no runner waits with %s", (option) => {
  const bench = makeBench({ env: { NODE_OPTIONS: option } });
  bench.pool.warm(bench.context);
  expect(bench.pool.take(bench.context, { directory: bench.context.cwd, mode: "run", isNew: true, onNeedsParameters: async () => ({}) })).toBeUndefined();
});

test("a runner that waited refuses like any other, and leaves nothing behind", async () => {
  const bench = makeBench();
  bench.pool.warm(bench.context);
  await expect(start(bench, "none")).rejects.toMatchObject({ code: "MILLRACE_FLOW_NOT_FOUND" });
  bench.pool.warm(bench.context);
  await expect(start(bench, "needs")).rejects.toMatchObject({ code: "MILLRACE_USAGE", message: "needs needs parameters: n (a number)." });
  expect(readdirSync(bench.context.workspace.runs)).toEqual([]);
});

test("a runner that waited and dies leaves a run that crashed", async () => {
  const bench = makeBench();
  bench.pool.warm(bench.context);
  const run = await start(bench, "dies");
  expect((await run.ended).state).toEqual({ type: "CRASHED", name: "Crashed", message: "Execution was aborted by SIGKILL" });
});

test("a run that is resumed by a runner that waited keeps its output", async () => {
  const bench = makeBench();
  const failed = await start(bench, "fails");
  await failed.ended;
  bench.pool.warm(bench.context);
  const waiting = onlyWaiting(bench);
  await (await resumeRun(bench.context, failed.directory)).ended;
  expect(outputOf(failed.directory)).toEqual({ file: waiting, text: "failing\nfailing\n" });
});

test("a runner that nobody needs for ten minutes ends", () => {
  const clock = new FakeClock(0);
  const bench = makeBench({}, clock);
  bench.pool.warm(bench.context);
  clock.fireNext();
  expect([clock.nowUs(), bench.waiting()]).toEqual([600_000_000, []]);
});

test("a runner that waits ends with its engine, however that ends", async () => {
  const { workspace } = makeProject(source);
  const script = fileURLToPath(new URL("./fixtures/hold-runner.ts", import.meta.url));
  const engine = spawn(process.execPath, ["--import", "tsx", script, workspace.root], { stdio: ["ignore", "pipe", "inherit"] });
  await new Promise<void>((resolve) => engine.stdout.once("data", () => resolve()));
  expect(waitingIn(workspace.home)).toHaveLength(1);
  engine.kill("SIGKILL");
  // It takes its output with it.
  await until(() => waitingIn(workspace.home).length === 0 || undefined);
});
