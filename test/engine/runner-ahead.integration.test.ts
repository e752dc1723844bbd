import { mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { RunnerPool, type SpawnedAhead } from "../../engine/runs/runner-pool.ts";
import type { RunsContext } from "../../engine/runs/runs-context.ts";
import { spawnWaiting } from "../../engine/runs/spawn-runner.ts";
import { startRun } from "../../engine/runs/start-run.ts";
import { runPaths } from "../../journal/run-paths.ts";
import { isAlive, until } from "../integration/project.ts";
import { makeContext, makeProject } from "./runs-context.ts";

const source = `import { flow } from "millrace";
export const double = flow(async (n = 2) => { console.log("doubling", n); return n * 2; });
`;

function makeBench(): { readonly context: RunsContext; readonly pool: RunnerPool; readonly ahead: SpawnedAhead; readonly start: () => ReturnType<typeof startRun> } {
  const { workspace, file } = makeProject(source);
  const plain = makeContext(workspace);
  const pool = new RunnerPool(plain.clock);
  onTestFinished(() => pool.dispose());
  const context = { ...plain, pool };
  const folder = join(workspace.root, "elsewhere");
  mkdirSync(folder);
  const output = join(folder, "runner.log");
  const ahead = { child: spawnWaiting(context, output), output };
  return { context, pool, ahead, start: async () => startRun(context, { file, flow: "double", parameters: { n: 4 }, name: null, trigger: "command" }) };
}

test("a runner that another has spawned runs what it is adopted for, and its output is the run's", async () => {
  const { context, pool, ahead, start } = makeBench();
  const { ino } = statSync(ahead.output);
  pool.adopt(context, ahead);
  const run = await start();
  expect((await run.ended).state.name).toBe("Completed");
  const { stdio } = runPaths(run.directory);
  expect([statSync(stdio).ino, readFileSync(stdio, "utf8")]).toEqual([ino, "doubling 4\n"]);
});

test("one that dies before it has its orders is no loss", async () => {
  const { context, pool, ahead, start } = makeBench();
  ahead.child.kill("SIGKILL");
  await until(() => (isAlive(ahead.child.pid ?? 0) ? undefined : true));
  pool.adopt(context, ahead);
  expect((await (await start()).ended).state.name).toBe("Completed");
});

test("one that was spawned for another environment is ended, and leaves no file", async () => {
  const { context, pool, ahead, start } = makeBench();
  pool.adopt({ ...context, env: { ...context.env, MORE: "1" } }, ahead);
  expect((await (await start()).ended).state.name).toBe("Completed");
  await until(() => (isAlive(ahead.child.pid ?? 0) ? undefined : true));
  expect(statSync(ahead.output, { throwIfNoEntry: false })).toBeUndefined();
});

test("a launch that is refused ends it with the pool", async () => {
  const { context, pool, ahead } = makeBench();
  pool.adopt(context, ahead);
  pool.dispose();
  await until(() => (isAlive(ahead.child.pid ?? 0) ? undefined : true));
  expect(statSync(ahead.output, { throwIfNoEntry: false })).toBeUndefined();
});

test("it waits for nobody who is gone", async () => {
  const { ahead } = makeBench();
  ahead.child.disconnect();
  await until(() => (isAlive(ahead.child.pid ?? 0) ? undefined : true));
  expect(statSync(ahead.output, { throwIfNoEntry: false })).toBeUndefined();
});
