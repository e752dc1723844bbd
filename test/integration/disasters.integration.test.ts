/** What happens to a machine and its folders: a store that may only be read, a workspace that moves, clocks, sleep, busy code. */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import type { FlowRunDocument, RunDocument } from "../../core/protocol/run-document.ts";
import { canMount, mount } from "./mounts.ts";
import { command, linesOf, onlyRun, Project, test, until, type Running } from "./project.ts";

interface Listed {
  readonly runs: readonly FlowRunDocument[];
}

async function states(project: Project): Promise<readonly string[]> {
  return (await project.json<Listed>("runs")).document.runs.map(({ flow, state }) => `${flow} ${state.name}`);
}

function recordsOf(project: Project): readonly { readonly at: number; readonly k: string; readonly pid?: number }[] {
  return linesOf(join(onlyRun(project), "events.ndjson")).map((line) => JSON.parse(line) as { at: number; k: string; pid?: number });
}

/** Every time is later than the one before, whatever the machine's clock did. */
function expectRising(project: Project): void {
  const times = recordsOf(project).map(({ at }) => at);
  expect(times.filter((at, index) => at <= (times[index - 1] ?? 0))).toEqual([]);
}

async function runnerOf(project: Project, running: Running): Promise<number> {
  return until(() => {
    if (running.child.exitCode !== null) throw new Error("The run has ended already.");
    return project.runDirectories().length === 0 ? undefined : recordsOf(project).findLast(({ k }) => k === "open")?.pid;
  });
}

describe.skipIf(process.platform === "win32")("a store that can only be read", () => {
  test("is listed, shown and asked; what writes says clearly that it cannot", async ({ project }) => {
    project.copy("disasters.ts");
    expect((await project.run("disasters.ts#needs")).exitCode).toBe(1);
    const running = project.start([command, "run", "disasters.ts#blocks", "--json"]);
    await until(() => (linesOf(project.path("seen")).includes("blocked") ? true : undefined));
    const pid = await until(() => project.runDirectories().map(ownerOf).find(isRunning));
    const home = project.path(".millrace");
    const thaw = freeze(home);
    try {
      // Its runner dies, and nobody can write that down.
      running.child.kill("SIGKILL");
      process.kill(pid, "SIGKILL");
      await running.ended;
      const { exitCode, document } = await project.json<Listed>("runs");
      expect([exitCode, document.runs.map(({ flow, state, problem }) => [flow, state.name, problem === undefined])]).toEqual([
        0,
        [
          ["blocks", "Running", false],
          ["needs", "Failed", true],
        ],
      ]);
      const failed = document.runs[1]?.id ?? "none";
      expect((await project.json<RunDocument>("runs", "show", failed)).document.error?.message).toBe("no mended");
      expect((await project.json<{ rows: unknown }>("query", "select flow, state_name from flow_runs order by flow")).document.rows).toEqual([["blocks", "Running"], ["needs", "Failed"]]);
      expect((await project.millrace("runs", "export", failed, "--output", project.path("out.zip"))).exitCode).toBe(0);
      const ways = [["run", "disasters.ts#needs"], ["runs", "resume", failed], ["runs", "retry", failed], ["runs", "delete", failed], ["prune", "--keep", "0"], ["runs", "import", project.path("out.zip")]];
      for (const way of ways) {
        const { exitCodes, error } = await project.refusal(...way);
        expect([way[0], way[1], exitCodes, error.code, error.message]).toEqual([way[0], way[1], [2, 2], "MILLRACE_STORE_UNWRITABLE", expect.stringContaining("cannot be written")]);
      }
    } finally {
      thaw();
    }
    expect(await states(project)).toEqual(["blocks Crashed", "needs Failed"]);
  });
});

test("runs of a workspace that was moved and renamed are listed, shown, resumed and retried there", async ({ project }) => {
  project.copy("disasters.ts");
  expect((await project.run("disasters.ts#needs")).exitCode).toBe(1);
  const before = (await project.json<Listed>("runs")).document.runs[0];
  const moved = new Project();
  try {
    rmSync(moved.root, { recursive: true });
    renameSync(project.root, moved.root);
    mkdirSync(project.root);
    expect(await states(moved)).toEqual(["needs Failed"]);
    const without = await moved.run("disasters.ts#needs");
    expect(without.document.flowRun?.id).not.toBe(before?.id);
    moved.write("mended", "");
    const resumed = await moved.json<RunDocument>("runs", "resume", before?.id ?? "none");
    expect([resumed.exitCode, resumed.document.result, resumed.document.taskRuns.map(({ state }) => state.name)]).toEqual([0, "after", ["Cached", "Completed", "Completed"]]);
    const retried = await moved.json<RunDocument>("runs", "retry", before?.id ?? "none");
    expect([retried.exitCode, retried.document.flowRun?.file]).toEqual([0, "disasters.ts"]);
  } finally {
    moved.dispose();
  }
});

test("a run whose code is gone is not resumed, and stays as it was", async ({ project }) => {
  project.copy("disasters.ts");
  await project.run("disasters.ts#needs");
  rmSync(project.path("disasters.ts"));
  const count = recordsOf(project).length;
  const { exitCodes, error } = await project.refusal("runs", "resume", onlyRun(project).slice(-36));
  expect([exitCodes, error.message, recordsOf(project).length]).toEqual([[2, 2], expect.stringContaining("its code is not here, "), count]);
});

describe("a clock that jumps", () => {
  /** Sets the clock of every process that is started, hours ahead or back, at once or while it runs. */
  function jump(project: Project, hours: number, afterMs: number): void {
    const file = project.write("jump.mjs", `const now = Date.now;\nsetTimeout(() => { Date.now = () => now() + ${hours * 3_600_000}; }, ${afterMs}).unref();\n${afterMs === 0 ? `Date.now = () => now() + ${hours * 3_600_000};` : ""}`);
    project.env["NODE_OPTIONS"] = `--import ${file}`;
  }

  test.for([
    ["back", -3],
    ["ahead", 3],
  ] as const)("%s by hours while a run goes on changes none of its times and timers", async ([, hours], { project }) => {
    project.copy("disasters.ts");
    jump(project, hours, 700);
    const { exitCode, document } = await project.run("disasters.ts#timers");
    expect([exitCode, document.result]).toEqual([0, ["abc", 2]]);
    expectRising(project);
    const spans = document.taskRuns.map(({ totalRunTimeMs }) => totalRunTimeMs);
    expect(spans.slice(0, 3).filter((ms) => ms < 390 || ms > 3_600_000)).toEqual([]);
  });

  test.for([
    ["back", -3],
    ["ahead", 3],
  ] as const)("%s by hours between a failure and its resume leaves times rising and spans right", async ([, hours], { project }) => {
    project.copy("disasters.ts");
    await project.run("disasters.ts#needs");
    project.write("mended", "");
    jump(project, hours, 0);
    expect(await states(project)).toEqual(["needs Failed"]);
    const { exitCode, document } = await project.json<RunDocument>("runs", "resume", onlyRun(project).slice(-36));
    expect([exitCode, document.result]).toEqual([0, "after"]);
    expectRising(project);
    const last = document.taskRuns.at(-1);
    expect([last?.name, (last?.totalRunTimeMs ?? 0) >= 290, (last?.totalRunTimeMs ?? 0) < 3_600_000]).toEqual(["rest-1", true, true]);
  });

  test("back leaves runs of the future in the history", async ({ project }) => {
    project.copy("disasters.ts");
    jump(project, 30 * 24, 0);
    await project.run("disasters.ts#needs");
    delete project.env["NODE_OPTIONS"];
    const { document } = await project.json<{ runs: unknown[] }>("prune", "--older-than", "1d");
    expect([document.runs, await states(project)]).toEqual([[], ["needs Failed"]]);
  });
});

describe.skipIf(process.platform === "win32")("a machine that sleeps", () => {
  test("finds a run that goes on: it is alive while it stands still, and nothing of it is lost", async ({ project }) => {
    project.copy("disasters.ts");
    const running = project.start([command, "run", "disasters.ts#timers", "--json"]);
    const pid = await runnerOf(project, running);
    await until(() => (linesOf(project.path("seen")).length > 0 ? true : undefined));
    process.kill(pid, "SIGSTOP");
    try {
      // Each asks the process that stands still.
      expect(await states(project)).toEqual(["timers Running"]);
      expect(await states(project)).toEqual(["timers Running"]);
    } finally {
      process.kill(pid, "SIGCONT");
    }
    const { exitCode, stdout } = await running.ended;
    const document = JSON.parse(stdout) as RunDocument;
    expect([exitCode, document.result, document.taskRuns.map(({ state }) => state.name)]).toEqual([0, ["abc", 2], ["Completed", "Completed", "Completed", "Completed"]]);
    expectRising(project);
  });

  test("finds a command that goes on: its run has ended meanwhile, and it tells", async ({ project }) => {
    project.copy("disasters.ts");
    const running = project.start([command, "run", "disasters.ts#timers", "--json"]);
    await runnerOf(project, running);
    const pid = running.child.pid ?? 0;
    process.kill(pid, "SIGSTOP");
    await until(() => (recordsOf(project).at(-1)?.k === "closed" ? true : undefined));
    expect(await states(project)).toEqual(["timers Completed"]);
    process.kill(pid, "SIGCONT");
    const { exitCode, stdout } = await running.ended;
    expect([exitCode, (JSON.parse(stdout) as RunDocument).result]).toEqual([0, ["abc", 2]]);
  });

  test("stops all of it at once, and all goes on", async ({ project }) => {
    project.copy("disasters.ts");
    const running = project.start([command, "run", "disasters.ts#timers", "--json"]);
    const pids = [await runnerOf(project, running), running.child.pid ?? 0];
    for (const pid of pids) process.kill(pid, "SIGSTOP");
    expect(await states(project)).toEqual(["timers Running"]);
    for (const pid of pids) process.kill(pid, "SIGCONT");
    expect([(await running.ended).exitCode, await states(project)]).toEqual([0, ["timers Completed"]]);
    expectRising(project);
  });
});

describe("code that keeps the event loop", () => {
  test("is alive, and all that it did is shown once it lets go", async ({ project }) => {
    project.copy("disasters.ts");
    const running = project.start([command, "run", "disasters.ts#blocks", "--json"]);
    await until(() => (linesOf(project.path("seen")).includes("blocked") ? true : undefined));
    expect(await states(project)).toEqual(["blocks Running"]);
    project.write("go", "");
    const { exitCode, stdout } = await running.ended;
    const { result, taskRuns } = JSON.parse(stdout) as RunDocument;
    expect([exitCode, result, taskRuns.map(({ name, state }) => [name, state.name])]).toEqual([0, "free", [["block-0", "Completed"], ["rest-0", "Completed"]]]);
  });

  test("is killed after the grace time of a cancel, and the run says so", async ({ project }) => {
    project.copy("disasters.ts");
    const running = project.start([command, "run", "disasters.ts#blocks", "--json"]);
    await until(() => (linesOf(project.path("seen")).includes("blocked") ? true : undefined));
    const pid = await runnerOf(project, running);
    const { exitCode, document } = await project.json<{ flowRun: FlowRunDocument }>("runs", "cancel", onlyRun(project).slice(-36));
    expect([exitCode, document.flowRun.state.name, document.flowRun.state.message]).toEqual([0, "Cancelled", expect.stringContaining("its process was killed")]);
    expect([(await running.ended).exitCode, isRunning(pid)]).toEqual([1, false]);
  });
});

test("a run with too much to say keeps its log to the limit, and tells where the limit is set", async ({ project }) => {
  project.copy("disasters.ts");
  project.env["MILLRACE_LOG_LIMIT"] = "20KB";
  const { exitCode, document } = await project.run("disasters.ts#chatty");
  expect([exitCode, document.result]).toEqual([0, "said"]);
  expect(document.logs.at(-1)?.message).toBe('The log of this run has reached 20 KB: what comes from here on is not kept. MILLRACE_LOG_LIMIT sets the limit ("500MB", "off").');
  const sizes = ["log.ndjson", "stdio.log"].map((name) => statSync(join(onlyRun(project), name)).size);
  expect(sizes.filter((size) => size > 21_000)).toEqual([]);
});

test("a limit of logs that is none is told in the log", async ({ project }) => {
  project.copy("disasters.ts");
  project.env["MILLRACE_LOG_LIMIT"] = "much";
  const { document } = await project.run("disasters.ts#chatty");
  expect([document.logs.length, document.logs[0]?.message]).toEqual([2_001, expect.stringContaining('MILLRACE_LOG_LIMIT is "much", expected')]);
});

function ownerOf(directory: string): number {
  return (JSON.parse(readFileSync(join(directory, "owner.1"), "utf8")) as { readonly pid: number }).pid;
}

/** Makes a folder unwritable, for root too where that can be done; gives back what undoes it. */
function freeze(folder: string): () => void {
  if (canMount()) {
    mount("--bind", folder, folder);
    mount("-o", "remount,bind,ro", folder);
    return () => void spawnSync("umount", [folder]);
  }
  const modes = [folder, join(folder, "runs")];
  for (const path of modes) chmodSync(path, 0o500);
  return () => {
    for (const path of modes) chmodSync(path, 0o700);
  };
}

function isRunning(pid: number): boolean {
  return spawnSync("kill", ["-0", String(pid)]).status === 0;
}
