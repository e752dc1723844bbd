import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { UsageError } from "../../core/protocol/errors.ts";
import { withRunnerAhead } from "../../engine/runs/runner-ahead.ts";
import type { RunsContext } from "../../engine/runs/runs-context.ts";
import { startRun } from "../../engine/runs/start-run.ts";
import { runPaths } from "../../journal/run-paths.ts";
import { listProcesses } from "../../journal/process-table.ts";
import { isAlive, until } from "../integration/project.ts";
import { makeContext, makeProject } from "./runs-context.ts";

const source = `import { flow } from "millrace";
export const double = flow(async (n = 2) => { console.log("doubling", n); return n * 2; });
`;

function makeBench(): { readonly context: RunsContext; readonly file: string; readonly start: (context: RunsContext) => ReturnType<typeof startRun> } {
  const { workspace, file } = makeProject(source);
  const start: (context: RunsContext) => ReturnType<typeof startRun> = async (context) =>
    startRun(context, { file, flow: "double", parameters: { n: 4 }, name: null, trigger: "command" });
  return { context: makeContext(workspace), file, start };
}

function waitingIn({ workspace }: RunsContext): readonly string[] {
  return readdirSync(join(workspace.home, "cache")).filter((name) => /^runner-.*\.log$/.test(name));
}

test("the runner that was spawned ahead runs what was found out, and no other waits behind it", async () => {
  const { context, start } = makeBench();
  mkdirSync(context.workspace.home);
  let waiting = 0;
  const run = await withRunnerAhead(context, async (ahead) => {
    const [output = ""] = waitingIn(ahead);
    waiting = statSync(join(context.workspace.home, "cache", output)).ino;
    return start(ahead);
  });
  expect((await run.ended).state.name).toBe("Completed");
  const { stdio } = runPaths(run.directory);
  expect([statSync(stdio).ino, readFileSync(stdio, "utf8"), waitingIn(context)]).toEqual([waiting, "doubling 4\n", []]);
});

test("a launch that is refused leaves no process and no file", async () => {
  const { context } = makeBench();
  mkdirSync(context.workspace.home);
  const before = new Set(children());
  let spawned: readonly number[] = [];
  const launch = withRunnerAhead(context, async () => {
    spawned = children().filter((pid) => !before.has(pid));
    throw new UsageError("no");
  });
  await expect(launch).rejects.toThrow(new UsageError("no"));
  await until(() => (spawned.some(isAlive) ? undefined : true));
  expect([spawned.length, waitingIn(context)]).toEqual([1, []]);
});

test("where nothing has run yet, nothing is made for a launch that may be refused", async () => {
  const { context } = makeBench();
  await expect(withRunnerAhead(context, () => Promise.reject(new UsageError("no")))).rejects.toThrow(UsageError);
  expect(existsSync(context.workspace.home)).toBe(false);
});

function children(): readonly number[] {
  return listProcesses().filter(({ parent }) => parent === process.pid).map(({ pid }) => pid);
}
