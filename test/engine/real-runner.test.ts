import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { EngineApi, StartedRun } from "../../core/protocol/engine-api.ts";
import type { Workspace } from "../../journal/workspace.ts";
import { makeWorkspace, openEngine } from "./build-history.ts";

const source = `import { flow, sleep, task } from "millrace";

const add = task(async (a: number, b: number) => {
  console.log("adding", a, b);
  return a + b;
});

export const sum = flow({ name: "Sum" }, async (n = 2) => {
  const x = await add(n, 1);
  return await add(x * 2, 1);
});

export const dies = flow({ onCrashed: (_flow, _run, state) => console.log("hook", state.name) }, async () => {
  await add(1, 2);
  process.kill(process.pid, "SIGKILL");
  await sleep("1m");
});

export const waits = flow(async () => {
  await add(1, 1);
  await sleep("1m");
});

export const hangsInHook = flow({ onCancelled: () => sleep("1m") }, async () => {
  await add(1, 1);
  await sleep("1m");
});

export const needs = flow(async (repos: string[], at: Date) => [repos.length, at.getTime()]);

export const fails = flow(async () => {
  const sum = await add(1, 1);
  if (process.env["MEND"] === undefined) throw new Error("no");
  return sum;
});
`;

interface Bench {
  readonly workspace: Workspace;
  readonly engine: EngineApi;
  start(flow: string | null, parameters?: Readonly<Record<string, unknown>> | null, engine?: EngineApi): Promise<StartedRun>;
}

/** A project with the package as it is built. */
function makeProject(): Bench {
  const workspace = makeWorkspace();
  const repository = fileURLToPath(new URL("../..", import.meta.url));
  mkdirSync(join(workspace.root, "node_modules"));
  symlinkSync(repository, join(workspace.root, "node_modules", "millrace"), "junction");
  writeFileSync(join(workspace.root, "package.json"), '{ "type": "module" }');
  const file = join(workspace.root, "flows.ts");
  writeFileSync(file, source);
  const engine = open(workspace);
  return {
    workspace,
    engine,
    start: (flow, parameters = null, other = engine) => other.startRun({ file, flow, parameters, name: "calm-otter", trigger: "command" }),
  };
}

function open(workspace: Workspace, env: Readonly<Record<string, string>> = {}, cancelGraceMs = 10_000): EngineApi {
  const { PATH, TMPDIR } = process.env;
  const runner = fileURLToPath(new URL("../../dist/runner.js", import.meta.url));
  return openEngine(workspace, { runner, cancelGraceMs, env: { PATH, TMPDIR, ...env } });
}

test("a flow runs to its end and is shown with its task runs, log lines and the edge that only the code tells", async () => {
  const { start, engine } = makeProject();
  const run = await start("sum", { n: "5" });
  expect((await run.ended).state.name).toBe("Completed");
  const shown = await engine.showRun(run.id);
  expect([shown.flowRun?.flow, shown.flowRun?.parameters, shown.result]).toEqual(["Sum", { n: 5 }, 13]);
  expect(shown.taskRuns.map((task) => [task.name, task.inputs, task.result])).toEqual([
    ["add-0", { a: 5, b: 1 }, 6],
    ["add-1", { a: 12, b: 1 }, 13],
  ]);
  expect(shown.taskRuns[1]?.dependsOn).toEqual([{ taskRunId: shown.taskRuns[0]?.id, via: "static", parameter: "a" }]);
  expect(shown.logs.map((line) => line.message)).toEqual(["adding 5 1", "adding 12 1"]);
});

test("a flow that kills its process is Crashed, and its hook runs in a fresh one", async () => {
  const { start, engine } = makeProject();
  const run = await start("dies");
  expect((await run.ended).state).toEqual({ type: "CRASHED", name: "Crashed", message: "Execution was aborted by SIGKILL" });
  const shown = await engine.showRun(run.id);
  expect(shown.logs.map((line) => line.message)).toContain("hook Crashed");
  expect((await engine.listRuns({})).map((each) => each.state.name)).toEqual(["Crashed"]);
});

test("a run that another engine cancels ends as Cancelled for both", async () => {
  const { start, workspace } = makeProject();
  const run = await start("waits");
  const cancelled = await open(workspace).cancelRun("calm-otter");
  expect([cancelled.state.type, (await run.ended).state.type]).toEqual(["CANCELLED", "CANCELLED"]);
});

test("a cancel tells the run how long it has, so that it can tell which hooks were cut off", async () => {
  const { start, workspace } = makeProject();
  const engine = open(workspace, {}, 5_000);
  const run = await start("hangsInHook", null, engine);
  await run.cancel("enough");
  expect((await run.ended).state.message).toBe("enough. It stopped by itself.");
  expect((await engine.showRun(run.id)).logs.at(-1)?.message).toBe("Hooks have not ended within 4.5s of the request to cancel the run, so it ends without them.");
});

test("missing parameters are asked for by the runner, and refused with a list", async () => {
  const { start, engine } = makeProject();
  await expect(start("needs")).rejects.toMatchObject({ code: "MILLRACE_USAGE", message: expect.stringContaining("repos (an array of string)") as string });
  expect(await engine.listRuns({})).toEqual([]);
});

test("a value that does not fit is a recorded Failed run", async () => {
  const { start } = makeProject();
  const run = await start("needs", { repos: 5, at: "2026-01-31" });
  expect((await run.ended).state).toMatchObject({ type: "FAILED", message: expect.stringContaining("repos: expected an array of string, got 5") as string });
});

test("a file with several flows wants one named", async () => {
  await expect(makeProject().start(null)).rejects.toMatchObject({ message: expect.stringContaining("several flows") as string });
});

test("a resumed run goes on from the last success; a retried one does all again in a new run", async () => {
  const { start, workspace } = makeProject();
  const failed = await start("fails");
  expect((await failed.ended).state.name).toBe("Failed");
  const mended = open(workspace, { MEND: "1" });
  const retried = await mended.retryRun(failed.id);
  const resumed = await mended.resumeRun(failed.id);
  expect([(await retried.ended).state.name, (await resumed.ended).state.name]).toEqual(["Completed", "Completed"]);
  const names = async (id: string): Promise<unknown> => (await mended.showRun(id)).taskRuns.map((task) => task.states.map(({ name }) => name));
  expect(await names(resumed.id)).toEqual([["Pending", "Running", "Completed", "Cached"]]);
  expect(await names(retried.id)).toEqual([["Pending", "Running", "Completed"]]);
});
