import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { connect } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import type { Clock } from "../../core/base/clock.ts";
import type { DebugLaunch } from "../../core/protocol/editor-api.ts";
import { launchVariables } from "../../core/protocol/launch.ts";
import { readRequest } from "../../journal/create-run.ts";
import { type DebugOrder, DebugRuns, type PreparedDebug } from "../../engine/runs/debug-run.ts";
import { launchSocketPath } from "../../engine/runs/launch-listener.ts";
import { recoverRun } from "../../engine/runs/recover.ts";
import { readRun } from "../../engine/runs/read-run.ts";
import type { RunsContext } from "../../engine/runs/runs-context.ts";
import { startRun } from "../../engine/runs/start-run.ts";
import { systemClock } from "../../sdk/process/system-clock.ts";
import { makeContext, makeProject } from "./runs-context.ts";

const source = `import { existsSync, writeFileSync } from "node:fs";
import { flow, sleep, task } from "millrace";
const add = task(async (a: number, b: number) => a + b);
export const sum = flow(async (n = 2) => await add(n, 1));
export const sees = flow(async () => Object.keys(process.env).filter((name) => /^MILLRACE_LAUNCH/.test(name)));
export const needs = flow(async (n: number) => n);
export const waits = flow(async () => { await add(1, 1); await sleep("1m"); });
export const failsOnce = flow(async () => {
  const sum = await add(1, 1);
  if (existsSync("mended")) return sum;
  writeFileSync("mended", "");
  throw new Error("no");
});
`;

interface Bench {
  readonly context: RunsContext;
  readonly debug: DebugRuns;
  prepare(flow: string): Promise<PreparedDebug>;
  order(order: DebugOrder): Promise<PreparedDebug>;
  runs(): readonly string[];
}

/** Waits of the engine's for something that will not come are cut short; those for a process to start are `longestMs` and more, if it will. */
function hasty(longestMs = Number.POSITIVE_INFINITY): Clock {
  return {
    nowUs: () => systemClock.nowUs(),
    startTimer: (delayMs, callback) => systemClock.startTimer(delayMs < longestMs ? Math.min(delayMs, 300) : delayMs, callback),
  };
}

const hastyClock = hasty();
const hastyOnceStarted = hasty(60_000);

function makeBench(text = source, sessionClock: Clock = systemClock, clock: Clock = systemClock): Bench {
  const { workspace, file } = makeProject(text);
  const context = makeContext(workspace, { clock });
  const debug = new DebugRuns(sessionClock);
  const order = (each: DebugOrder): Promise<PreparedDebug> => debug.prepare(context, each);
  return {
    context,
    debug,
    order,
    prepare: (flow) => order({ kind: "flow", start: { file, flow, parameters: null, name: "calm-otter", trigger: "editor" } }),
    runs: () => readdirSync(workspace.runs),
  };
}

/** Starts the process as a debugger does. */
function begin({ node, nodeArgs, program, args, cwd, env }: DebugLaunch): ChildProcess {
  const child = spawn(node, [...nodeArgs, program, ...args], { cwd, env, stdio: "ignore" });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  return child.exitCode ?? (await new Promise((resolve) => child.once("exit", resolve)));
}

test("a run whose process somebody else starts is followed from its start to its end", async () => {
  const { prepare } = makeBench();
  const { launch, started } = await prepare("sum");
  const child = begin(launch);
  const run = await started;
  expect([run.id, run.name, launch.flow]).toEqual([launch.runId, "calm-otter", "sum"]);
  expect((await run.ended).state).toEqual({ type: "COMPLETED", name: "Completed", message: null });
  expect(await exitOf(child)).toBe(0);
});

test("the way to the launcher is not in the environment that user code sees", async () => {
  const { launch, started } = await makeBench().prepare("sees");
  begin(launch);
  const run = await started;
  await run.ended;
  expect(Object.keys(launch.env)).toEqual(expect.arrayContaining(Object.values(launchVariables)));
  expect(readRun(run.directory).view.flowRuns.get(0)?.states.at(-1)).toMatchObject({ result: { v: [] } });
});

test("a module with a syntax error is refused with its place, and leaves nothing behind", async () => {
  const { prepare, runs } = makeBench("export const sum = flow(;\n");
  const { launch, started } = await prepare("sum");
  const child = begin(launch);
  await expect(started).rejects.toMatchObject({ code: "MILLRACE_USAGE", message: expect.stringContaining("flows.ts:1") as string });
  expect([await exitOf(child), runs()]).toEqual([64, []]);
});

test("a flow that is not there, and parameters that are missing, are refused", async () => {
  const { prepare, runs } = makeBench();
  const none = await prepare("none");
  const child = begin(none.launch);
  await expect(none.started).rejects.toMatchObject({ code: "MILLRACE_FLOW_NOT_FOUND" });
  const needs = await prepare("needs");
  const other = begin(needs.launch);
  await expect(needs.started).rejects.toMatchObject({ code: "MILLRACE_USAGE", message: "needs needs parameters: n (a number)." });
  expect([await exitOf(child), await exitOf(other), runs()]).toEqual([64, 64, []]);
});

test("a debugger that does not start leaves nothing behind, and its failure is told", async () => {
  const { prepare, debug, runs } = makeBench();
  const { launch, started } = await prepare("sum");
  await debug.end(launch.runId, "there is no js-debug");
  await expect(started).rejects.toMatchObject({ code: "MILLRACE_ENGINE_UNAVAILABLE", message: "The run was not started: there is no js-debug." });
  expect(runs()).toEqual([]);
  // What is started all the same finds nobody, and runs nothing.
  expect(await exitOf(begin(launch))).toBe(64);
});

test("a debugger that starts no process in time leaves nothing behind", async () => {
  const { prepare, runs } = makeBench(source, hastyClock);
  const { started } = await prepare("sum");
  await expect(started).rejects.toMatchObject({ message: expect.stringContaining("within 60 seconds") as string });
  expect(runs()).toEqual([]);
});

test("a process that dies before its run began leaves nothing behind", async () => {
  const { prepare, runs } = makeBench('process.kill(process.pid, "SIGKILL");\n', systemClock, hastyClock);
  const { launch, started } = await prepare("sum");
  begin(launch);
  await expect(started).rejects.toMatchObject({ message: expect.stringContaining("its process ended before it began") as string });
  expect(runs()).toEqual([]);
});

test("a run whose process is killed with its session is Cancelled", async () => {
  const { prepare, debug } = makeBench();
  const { launch, started } = await prepare("waits");
  const child = begin(launch);
  const run = await started;
  child.kill("SIGKILL");
  await exitOf(child);
  await debug.end(launch.runId, null);
  expect((await run.ended).state).toEqual({ type: "CANCELLED", name: "Cancelled", message: "The debug session was stopped." });
});

test("a run whose session ends while its process goes on is Cancelled", async () => {
  const { prepare, debug } = makeBench(source, hastyOnceStarted);
  const { launch, started } = await prepare("waits");
  const child = begin(launch);
  const run = await started;
  await debug.end(launch.runId, null);
  expect((await run.ended).state).toEqual({ type: "CANCELLED", name: "Cancelled", message: "The debug session was stopped. It stopped by itself." });
  expect(await exitOf(child)).toBe(0);
});

test("a process that dies while its session goes on leaves a run that crashed", async () => {
  const { prepare } = makeBench(source, systemClock, hastyClock);
  const { launch, started } = await prepare("waits");
  const child = begin(launch);
  const run = await started;
  child.kill("SIGKILL");
  expect((await run.ended).state).toMatchObject({ type: "CRASHED", message: "Execution was aborted: its process is gone" });
});

test("a run under the debugger can be cancelled, and killed", async () => {
  const { prepare } = makeBench(source, systemClock, hastyClock);
  const asked = await prepare("waits");
  begin(asked.launch);
  const obeying = await asked.started;
  await obeying.cancel("enough");
  expect((await obeying.ended).state).toMatchObject({ type: "CANCELLED", message: "enough. It stopped by itself." });
  const forced = await prepare("waits");
  begin(forced.launch);
  const killed = await forced.started;
  await killed.kill();
  expect((await killed.ended).state.type).toBe("CRASHED");
});

test("a run is resumed under the debugger, and repeated", async () => {
  const { prepare, order } = makeBench();
  const first = await prepare("failsOnce");
  begin(first.launch);
  const failed = await first.started;
  expect((await failed.ended).state.name).toBe("Failed");
  const resume = await order({ kind: "resume", directory: failed.directory });
  begin(resume.launch);
  const resumed = await resume.started;
  expect([resumed.id, (await resumed.ended).state.name]).toEqual([failed.id, "Completed"]);
  const again = await order({ kind: "again", directory: failed.directory });
  begin(again.launch);
  const repeated = await again.started;
  expect([(await repeated.ended).state.name, readRequest(repeated.directory).retryOf]).toEqual(["Completed", failed.id]);
});

test("who does not know the token is not talked with", async () => {
  const { prepare, debug, runs } = makeBench();
  const { launch, started } = await prepare("sum");
  const stranger = connect(launchSocketPath(launch.runId));
  stranger.write('{"type":"hello","token":"guess"}\n{"type":"refused","code":"X","message":"no","hint":null}\n');
  stranger.resume();
  await new Promise((resolve) => stranger.once("close", resolve));
  expect(runs()).toHaveLength(1);
  await debug.end(launch.runId, null);
  await expect(started).rejects.toThrow();
});

test("a run that the debugger holds before it has begun is not taken for one that never started", async () => {
  const { context, prepare, debug } = makeBench();
  const { launch, started } = await prepare("sum");
  const [directory = ""] = launch.args;
  const late = { ...context, clock: { ...hastyClock, nowUs: () => systemClock.nowUs() + 3_600_000_000 } };
  expect((await recoverRun(late, directory, readRequest(directory))).kind).toBe("alive");
  await debug.end(launch.runId, null);
  await expect(started).rejects.toThrow();
});

test("a spawned run and one under the debugger end alike", async () => {
  const { context, prepare } = makeBench();
  const { launch, started } = await prepare("sum");
  begin(launch);
  const debugged = await started;
  const { module } = readRequest(debugged.directory);
  const spawned = await startRun(context, { file: module ?? "", flow: "sum", parameters: null, name: null, trigger: "editor" });
  await Promise.all([debugged.ended, spawned.ended]);
  const kinds = (directory: string): unknown => {
    const { view } = readRun(directory);
    return [...view.taskRuns.values()].map((run) => run.states.map(({ name }) => name));
  };
  expect(kinds(debugged.directory)).toEqual(kinds(spawned.directory));
});
