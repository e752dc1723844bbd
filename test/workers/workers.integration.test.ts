/** `threads()` and `processes()`, in real workers: the built command runs flows whose tasks are submitted to them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { taskRunNamed, taskStates } from "../conformance/support.ts";
import { command, isAlive, linesOf, onlyRun, parse, repository, test, until, type Project } from "../integration/project.ts";
import type { RunDocument } from "../../core/protocol/run-document.ts";

function inWorkers(project: Project, runner: string): Project {
  project.env["RUNNER"] = runner;
  project.copy("workers.ts");
  return project;
}

describe.for(["threads", "processes"])("%s", (runner) => {
  test("tasks that keep the CPU busy run side by side, exported or not", async ({ project }) => {
    const { document } = await inWorkers(project, runner).run("workers.ts#meets");
    expect([document.flowRun?.state.name, new Set(document.result as string[]).size]).toEqual(["Completed", 2]);
  });

  test("workers stay warm and evaluate the module once each; a direct call runs in the flow's process", async ({ project }) => {
    const { document } = await inWorkers(project, runner).run("workers.ts#warm");
    const evaluated = linesOf(project.path("evaluated.txt"));
    const { values, workers, isDirectHere } = document.result as { values: number[]; workers: number; isDirectHere: boolean };
    expect([values, isDirectHere, new Set(evaluated).size]).toEqual([[1, 2, 3, 4, 5, 6], true, evaluated.length]);
    expect(evaluated.length).toBe(workers + 1);
  });

  test("two tasks take turns in one worker", async ({ project }) => {
    const { document } = await inWorkers(project, runner).run("workers.ts#turns");
    expect(document.result).toEqual([1, 6, 8, 3, 4]);
  });

  test("logs, artifacts, tags, names and runtime are those of the task run", async ({ project }) => {
    const { document } = await inWorkers(project, runner).run("workers.ts#surrounded");
    const taskRun = taskRunNamed(document, "surroundings of 5");
    expect(document.result).toEqual({
      task: ["surroundings of 5", "surroundings", 1, "Running", { x: 5 }, ["around", "of the flow", "own"]],
      flow: ["surrounded", true, { greeting: "hello" }],
      isAborted: false,
    });
    expect(document.artifacts).toEqual([expect.objectContaining({ key: "note", data: "#".repeat(10_000), description: "long", taskRunId: taskRun.id })]);
    expect(document.logs.filter(({ taskRunId }) => taskRunId === taskRun.id).map(({ level, message }) => [level, message])).toEqual([
      ["info", "printed"],
      ["warn", "logged"],
      ["info", "written"],
    ]);
  });

  test("errors come back with name, code, fields and cause, and stacks name the source", async ({ project }) => {
    const { document } = await inWorkers(project, runner).run("workers.ts#failures");
    expect(document.result).toEqual([true, "NotThereError", "not there: 404", "E_NOT_THERE", 404, "RangeError: the cause", [true, "NotThereError: not there: 404", [1]]]);
    const { error } = taskRunNamed(document, "fails-0");
    const line = readFileSync(project.path("workers.ts"), "utf8").split("\n").findIndex((text) => text.includes("new NotThereError(status)")) + 1;
    expect([error?.name, error?.stack?.includes(`workers.ts:${line}:`), error?.stack?.includes("dist")]).toEqual(["NotThereError", true, false]);
  });

  test("tasks and flows called by a task in a worker are its children, and their values stay there", async ({ project }) => {
    const { document } = await inWorkers(project, runner).run("workers.ts#nested");
    expect(document.result).toEqual([2, 12, [101, 102], "Completed", false, 206, 0]);
    const outer = taskRunNamed(document, "nests-0");
    expect(document.taskRuns.filter(({ parentTaskRunId }) => parentTaskRunId === outer.id).map(({ name, state, dependsOn }) => [name, state.name, dependsOn.length])).toEqual([
      ["add-0", "Completed", 0],
      ["add-1", "Completed", 1],
      ["later-0", "Completed", 0],
      ["later-1", "Completed", 0],
      ["failsOnce-0", "Completed", 0],
      ["child-0", "Completed", 0],
      ["renamed-0", "Completed", 0],
    ]);
    expect(taskStates(document).find(([name]) => name === "failsOnce-0")?.[1]).toEqual(["Pending", "Running", "Retrying", "Completed"]);
  });

  test("a timeout ends a loop that blocks, and its worker, and the flow goes on", async ({ project }) => {
    const { document } = await inWorkers(project, runner).run("workers.ts#timesOut");
    expect(document.result).toEqual(["FAILED", "TimedOut", 101]);
    expect(isAlive(Number(readFileSync(project.path("blocked.txt"), "utf8")))).toBe(false);
  });

  test("a cancel ends a loop that blocks", async ({ project }) => {
    const running = inWorkers(project, runner).start([command, "run", "workers.ts#cancelled", "--name", "subject", "--json"]);
    await until(() => (readText(project.path("blocked.txt")) === "" ? undefined : true));
    await project.millrace("runs", "cancel", "subject");
    const { stdout } = await running.ended;
    const document = parse<RunDocument>(stdout, "run --json");
    expect([document.flowRun?.state.name, taskStates(document)]).toEqual(["Cancelled", [["blocksForEver-0", ["Pending", "Running", "Cancelled"]]]]);
  });

  test("a worker that blocks does not outlive the flow's process", async ({ project }) => {
    const running = inWorkers(project, runner).start([command, "run", "workers.ts#cancelled"]);
    const blocked = await until(() => Number(readText(project.path("blocked.txt"))) || undefined);
    const [first = ""] = linesOf(join(onlyRun(project), "events.ndjson"));
    process.kill((JSON.parse(first) as { readonly pid: number }).pid, "SIGKILL");
    await running.ended;
    await until(() => (isAlive(blocked) ? undefined : true));
  });

  test("a task that heeds its signal keeps its worker for the next attempt", async ({ project }) => {
    const { document } = await inWorkers(project, runner).run("workers.ts#cooperative");
    expect([document.result, taskStates(document)]).toEqual([true, [["stopsByItself-0", ["Pending", "Running", "Retrying", "Completed"]]]]);
  });

  const deaths = [
    ["exit", "process.exit(3) was called in the worker."],
    ["uncaught", "An uncaught exception ended the worker: RangeError: thrown by nobody's call"],
    ...(runner === "processes" ? ([["kill", "The worker process was ended by SIGKILL."]] as const) : []),
  ] as const;
  test.for(deaths)("a worker that dies (%s) crashes its own task run alone, and a retry finds another", async ([how, message], { project }) => {
    const { document } = await inWorkers(project, runner).run("workers.ts#deaths", "--param", `how="${how}"`);
    expect(document.result).toEqual(["CRASHED", message, "untouched", "alive"]);
    expect(taskStates(document)).toEqual([
      ["waits-0", ["Pending", "Running", "Completed"]],
      ["dies-0", ["Pending", "Running", "Crashed"]],
      ["diesOnce-0", ["Pending", "Running", "Retrying", "Completed"]],
    ]);
  });

  test("memory that runs out takes the worker along, and nothing else", async ({ project }) => {
    inWorkers(project, runner).env["NODE_OPTIONS"] = "--max-old-space-size=200";
    const { document } = await project.run("workers.ts#memory");
    const message = runner === "threads" ? "JS heap out of memory" : "The worker process was ended by SIG";
    expect(document.result).toEqual(["CRASHED", expect.stringContaining(message), 1]);
  });

  test("values cross, and what cannot is named with its place", async ({ project }) => {
    const { document } = await inWorkers(project, runner).run("workers.ts#values");
    expect(document.result).toEqual([
      [2, "hello", "1970-01-01T00:00:00.000Z", true],
      true,
      expect.stringContaining('The argument "value" of echo-1 (task "echo") cannot be passed to a worker: value.a[0].call is the function call.'),
      expect.stringContaining("value is an instance of Account, whose methods would be lost."),
      expect.stringContaining("value[0] is a proxy (pass a plain copy)."),
      expect.stringContaining('The result of the task "gives" cannot leave its worker: result.rows[0].save is the function save.'),
    ]);
  });

  test("a task made inside of a function is refused with what to do", async ({ project }) => {
    const { document } = await inWorkers(project, runner).run("workers.ts#local");
    expect(document.result).toEqual([expect.stringMatching(/^DefinitionError: The task "made here" \(.*workers\.ts:\d+\) cannot run in a worker: .*inside of a function/), 1]);
  });

  test("an argument for all runs of a map, tasks that submit themselves", async ({ project }) => {
    inWorkers(project, runner);
    expect((await project.run("workers.ts#shared")).document.result).toEqual([1_001, 1_002, 1_003]);
    expect((await project.run("workers.ts#deep")).document.result).toBe(0);
  });

  test("a resume does not ask a worker for what has completed", async ({ project }) => {
    await inWorkers(project, runner).run("workers.ts#resumed");
    project.write("go.txt", "");
    const run = await project.json<RunDocument>("runs", "resume", onlyRun(project).slice(-36));
    expect([run.document.result, run.document.taskRuns.map(({ state }) => state.name), linesOf(project.path("calls.txt"))]).toEqual([3, ["Cached", "Cached"], ["1", "2"]]);
  });
});

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

describe("kinds of modules", () => {
  const body = `const t = task(async (n) => { if (n < 0) throw new RangeError("too small"); return n + 1; });
const f = flow({ taskRunner: threads({ max: 1 }) }, async () => [await t.submit(41), (await t.submit(-1).wait()).message]);
`;
  const esm = `import { flow, task, threads } from "millrace";\n${body}export { f };\n`;
  const kinds = [
    ["tsx", esm],
    ["mts", esm],
    ["cts", esm],
    ["js", esm],
    ["cjs", `const { flow, task, threads } = require("millrace");\n${body}exports.f = f;\n`],
  ] as const;
  test.for(kinds)("a worker loads an .%s file", async ([extension, text], { project }) => {
    project.write(`kinds/f.${extension}`, text);
    const { document } = await project.run(`kinds/f.${extension}`);
    expect(document.result).toEqual([42, "RangeError: too small"]);
    expect(document.taskRuns[1]?.error?.stack).toContain(`f.${extension}:2:`);
  });

  test("a script started with tsx, whose call at the top level has no guard, runs once", async ({ project }) => {
    project.write("tsconfig.json", '{ "compilerOptions": { "module": "nodenext", "paths": { "@lib/*": ["./lib/*"] } } }');
    project.write("lib/twice.ts", "export const twice = (n: number): number => 2 * n;\n");
    project.write(
      "script.ts",
      `import { flow, processes, task } from "millrace";
import { twice } from "@lib/twice";
const t = task(async (n: number) => twice(n));
const f = flow({ taskRunner: processes({ max: 1 }) }, async () => await t.submit(21));
console.log(await f());
`,
    );
    const { stdout, exitCode } = await project.node(join(repository, "node_modules", "tsx", "dist", "cli.mjs"), "script.ts");
    expect([stdout, exitCode, project.runDirectories().length]).toEqual(["42\n", 0, 1]);
  });

  test("a module that cannot be loaded in a worker fails the run with its error", async ({ project }) => {
    project.write(
      "broken.ts",
      `import { isMainThread } from "node:worker_threads";
import { flow, task, threads } from "millrace";
if (!isMainThread) throw new RangeError("not in a thread");
const t = task(async () => 1);
export const f = flow({ taskRunner: threads() }, async () => (await t.submit().wait()).message);
`,
    );
    expect((await project.run("broken.ts")).document.result).toBe("RangeError: not in a thread");
  });
});
