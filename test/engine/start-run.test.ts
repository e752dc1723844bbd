import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { Clock } from "../../core/base/clock.ts";
import type { EngineApi, StartedRun } from "../../core/protocol/engine-api.ts";
import type { Workspace } from "../../journal/workspace.ts";
import type { EngineOptions } from "../../engine/engine.ts";
import { systemClock } from "../../sdk/process/system-clock.ts";
import { makeWorkspace, openEngine } from "./build-history.ts";

const runner = fileURLToPath(new URL("./fixtures/fake-runner.mjs", import.meta.url));

/** Ten seconds are a fifth of one. */
const hastyClock: Clock = { nowUs: () => systemClock.nowUs(), startTimer: (delayMs, callback) => systemClock.startTimer(delayMs / 50, callback) };

interface Bench {
  readonly workspace: Workspace;
  readonly engine: EngineApi;
  start(flow: string, parameters?: Readonly<Record<string, unknown>> | null): Promise<StartedRun>;
}

function makeBench(source = "", options: Partial<EngineOptions> = {}): Bench {
  const workspace = makeWorkspace();
  const file = join(workspace.root, "flows.ts");
  writeFileSync(file, source);
  const engine = openEngine(workspace, { runner, ...options });
  return {
    workspace,
    engine,
    start: (flow, parameters = null) => engine.startRun({ file, flow, parameters, name: "calm-otter", trigger: "command" }),
  };
}

function recordedRuns({ runs }: Workspace): string[] {
  return existsSync(runs) ? readdirSync(runs) : [];
}

test("a run is followed from its start to its end, its log lines included", async () => {
  const { start, engine } = makeBench();
  const run = await start("complete");
  const seen: (string | undefined)[] = [];
  const lines: string[] = [];
  run.onChange((view) => seen.push(view.flowRuns.get(0)?.states.at(-1)?.name));
  run.onLog((line) => lines.push(line.message));
  expect(await run.ended).toEqual({ id: run.id, state: { type: "COMPLETED", name: "Completed", message: null } });
  expect([seen.at(-1), lines]).toEqual(["Completed", ["half way"]]);
  expect((await engine.showRun(run.id)).flowRun?.states.map(({ name }) => name)).toEqual(["Pending", "Running", "Completed"]);
});

test("a request that the runner refuses leaves nothing behind", async () => {
  const { start, workspace } = makeBench();
  await expect(start("refuse")).rejects.toMatchObject({ code: "MILLRACE_FLOW_NOT_FOUND", message: 'flows.ts has no flow "refuse".', hint: "Try another." });
  expect(recordedRuns(workspace)).toEqual([]);
});

test("a file that is not there is a usage error", async () => {
  const { engine, workspace } = makeBench();
  const start = { file: join(workspace.root, "none.ts"), flow: null, parameters: null, name: null, trigger: "command" } as const;
  await expect(engine.startRun(start)).rejects.toMatchObject({ code: "MILLRACE_USAGE" });
});

test("a folder in place of a file is a usage error, and nothing is recorded", async () => {
  const { engine, workspace } = makeBench();
  const start = { file: workspace.root, flow: null, parameters: null, name: null, trigger: "command" } as const;
  await expect(engine.startRun(start)).rejects.toMatchObject({ code: "MILLRACE_USAGE", message: `${workspace.root} is a folder, not a file.` });
  expect(recordedRuns(workspace)).toEqual([]);
});

test("a runner that cannot write says so with its last output", async () => {
  const { start, workspace } = makeBench();
  await expect(start("unwritable")).rejects.toMatchObject({
    code: "MILLRACE_STORE_UNWRITABLE",
    message: expect.stringContaining("no space left on device") as string,
  });
  expect(recordedRuns(workspace)).toEqual([]);
});

test("a runner that dies before its run begins is recorded as crashed, with its last output", async () => {
  const { start, engine } = makeBench();
  const run = await start("die-early");
  const ended = await run.ended;
  expect(ended.state).toMatchObject({ type: "CRASHED", message: expect.stringMatching(/exit code 139[^]*Segmentation fault/) as string });
  const [listed] = await engine.listRuns({});
  expect([listed?.flow, listed?.state.name, listed?.file]).toEqual(["die-early", "Crashed", "flows.ts"]);
});

test("a run whose process is killed ends as Crashed with all that was unfinished, and its hooks run", async () => {
  const { start, engine } = makeBench();
  const run = await start("kill-self");
  expect((await run.ended).state).toEqual({ type: "CRASHED", name: "Crashed", message: "Execution was aborted by SIGKILL" });
  const shown = await engine.showRun(run.id);
  expect(shown.taskRuns.map((task) => task.states.map(({ name, message }) => [name, message]))).toEqual([
    [
      ["Pending", null],
      ["Running", null],
      ["Crashed", "Execution was aborted by SIGKILL"],
    ],
  ]);
  expect(shown.error).toMatchObject({ name: "CrashedError", code: "MILLRACE_CRASHED" });
  expect(existsSync(join(run.directory, "hooks-ran"))).toBe(true);
});

test("a process that ends without its run names the exit code", async () => {
  const run = await makeBench().start("exit-3");
  expect((await run.ended).state.message).toBe("Execution was aborted: the process ended with exit code 3 before the run did");
});

test("a cancel is recorded by the run itself when it obeys", async () => {
  const run = await makeBench().start("wait-for-cancel");
  await run.cancel("enough");
  expect((await run.ended).state).toMatchObject({ type: "CANCELLED", name: "Cancelled" });
});

test("a run that does not obey a cancel is killed after the grace time and recorded as Cancelled", async () => {
  const run = await makeBench().start("deaf");
  await run.cancel("enough");
  const { state } = await run.ended;
  expect(state).toMatchObject({ type: "CANCELLED", message: expect.stringMatching(/^enough\. .*killed$/) as string });
});

test("a process that its code keeps from ending behind the run is killed in the end, and the run stays as it ended", async () => {
  const { start } = makeBench("", { clock: hastyClock });
  const run = await start("blocks-behind-its-end");
  expect((await run.ended).state).toEqual({ type: "COMPLETED", name: "Completed", message: null });
});

test("without any grace for a cancel, a process still has its time to end behind its run", async () => {
  const { start } = makeBench("", { cancelGraceMs: 0 });
  const run = await start("tidies-up-behind-its-end");
  await run.ended;
  expect(existsSync(join(run.directory, "tidied-up"))).toBe(true);
});

test("another engine's cancel by force is Cancelled for the one that supervises the run too", async () => {
  const { start, workspace } = makeBench();
  const run = await start("deaf");
  const cancelled = await openEngine(workspace).cancelRun(run.id.slice(0, 6));
  expect([cancelled.state.type, (await run.ended).state.type]).toEqual(["CANCELLED", "CANCELLED"]);
});

test("a run that is killed ends as Crashed", async () => {
  const run = await makeBench().start("wait-for-cancel");
  await run.kill();
  expect((await run.ended).state.message).toBe("Execution was aborted by SIGKILL");
});

test("a function that asks for parameters gets none when it needs none", async () => {
  const { start, engine } = makeBench('import { flow } from "millrace";\nexport const stars = flow(async (n = 1) => n);');
  const run = await start("ask-parameters");
  await run.ended;
  expect((await engine.showRun(run.id)).flowRun?.parameters).toEqual({ asked: true });
});

test("a function that asks for parameters it needs is refused with a list of those that are missing", async () => {
  const { start, workspace } = makeBench('import { flow } from "millrace";\nexport const stars = flow(async (repos: string[], n = 1) => n);');
  await expect(start("ask-parameters")).rejects.toMatchObject({
    code: "MILLRACE_USAGE",
    message: "stars needs parameters: repos (an array of string).",
    hint: "Give them by name: --param repos=<json>; optional: n",
  });
  expect(recordedRuns(workspace)).toEqual([]);
});

test("resume goes on in the same run, and only where there is something to resume", async () => {
  const { start, engine } = makeBench();
  const failed = await start("fail");
  await failed.ended;
  const resumed = await engine.resumeRun("calm-otter");
  expect([resumed.id, (await resumed.ended).state.name]).toEqual([failed.id, "Completed"]);
  expect((await engine.showRun(failed.id)).flowRun?.attempt).toBe(2);
  await expect(engine.resumeRun(failed.id)).rejects.toMatchObject({
    code: "MILLRACE_USAGE",
    message: "calm-otter cannot be resumed: it is Completed.",
  });
});

test("retry makes a new run with the recorded parameters", async () => {
  const source = 'import { flow } from "millrace";\nexport const complete = flow(async (text: string, at: Date) => [text, at]);';
  const { start, engine } = makeBench(source);
  const text = "long ".repeat(1_000);
  const first = await start("complete", { text, at: "2026-01-31" });
  await first.ended;
  const again = await engine.retryRun(first.id);
  await again.ended;
  await engine.deleteRun(first.id);
  const shown = await engine.showRun(again.id);
  expect(shown.flowRun?.parameters).toEqual({ text, at: "2026-01-31T00:00:00.000Z" });
  expect(again.id).not.toBe(first.id);
});
