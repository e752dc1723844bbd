/** Cases that need a process of their own: the built command runs fixtures in a store of the test's own. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { runnerExit } from "../../core/protocol/launch.ts";
import { makeWorkspace, openEngine } from "../engine/build-history.ts";
import { test } from "./process-store.ts";
import { taskRunNamed, taskStates } from "./support.ts";

describe("Interrupts", () => {
  test("TT08 an interrupt while a flow calls a task crashes both", async ({ store }) => {
    const { exitCode, run } = await store.run("crashes.ts#termInTask");
    expect([exitCode, run.flowRun?.state.type, taskStates(run)]).toEqual([1, "CRASHED", [["killsItself-0", ["Pending", "Running", "Crashed"]]]]);
  });

  test("FR11 an interrupt in a flow's function crashes it and says by what it was aborted", async ({ store }) => {
    const { exitCode, run } = await store.run("crashes.ts#termInFlow");
    expect([exitCode, run.flowRun?.state.type, run.flowRun?.state.message]).toEqual([
      1,
      "CRASHED",
      expect.stringContaining("Execution was aborted by SIGTERM"),
    ]);
  });

  test("FR12 an exit before the flow has ended crashes it", async ({ store }) => {
    const { exitCode, run } = await store.run("crashes.ts#exitInFlow");
    expect([exitCode, run.flowRun?.state.type]).toEqual([1, "CRASHED"]);
  });

  test.for(["exitInHook", "termInHook"])("FR12 an interrupt after the flow has completed changes nothing (%s)", async (flow, { store }) => {
    const { exitCode, run } = await store.run(`crashes.ts#${flow}`);
    expect([exitCode, run.flowRun?.state.type, run.result]).toEqual([0, "COMPLETED", 42]);
  });

  test("TE20 a task run that crashes before it runs has no end time", async ({ store }) => {
    const { run } = await store.run("crashes.ts#termWhilePending");
    const { state, startTime, endTime } = taskRunNamed(run, "downstream-0");
    expect([run.flowRun?.state.type, state.type, startTime, endTime]).toEqual(["CRASHED", "CRASHED", null, null]);
  });

  test("HO08 a termination without a cancel request calls the crash hook alone", async ({ store }) => {
    expect((await store.run("crashes.ts#termInTask")).notes).toEqual(["crashed"]);
  });

  test("HO08 a cancel request calls the cancellation hook alone", async ({ store }) => {
    let cancelled: Promise<unknown> = Promise.resolve();
    const { run, notes } = await store.run("waits.ts#waiting", {
      whenWaiting: () => {
        cancelled = store.millrace(["runs", "cancel", "subject", "--json"]);
      },
    });
    await cancelled;
    expect([run.flowRun?.state.type, notes]).toEqual(["CANCELLED", ["cancelled"]]);
  });

  test("HO09 a cancel request calls the cancellation hooks of child and parent once each", async ({ store }) => {
    let cancelled: Promise<unknown> = Promise.resolve();
    const { run, notes } = await store.run("waits.ts#waitingParent", {
      whenWaiting: () => {
        cancelled = store.millrace(["runs", "cancel", "subject", "--json"]);
      },
    });
    await cancelled;
    expect([run.flowRun?.state.type, run.childRuns[0]?.flowRun?.state.type, [...notes].sort()]).toEqual([
      "CANCELLED",
      "CANCELLED",
      ["child cancelled", "parent cancelled"],
    ]);
  });
});

describe("Cancellation", () => {
  test("PA14 a run that was cancelled before its start is never started", async ({ store }) => {
    const { directory, id } = store.request("waits.ts", "waiting");
    await store.millrace(["runs", "cancel", id, "--json"]);
    expect(await store.runner(directory)).toBe(runnerExit.refused);
    const { run, notes } = await store.show(id);
    // What hooks it has is known once its module has been loaded.
    expect([run.flowRun?.states.map(({ name }) => name), run.taskRuns, notes]).toEqual([["Pending", "Cancelled"], [], []]);
  });

  test("PA14 a run whose process cannot be started crashes", async () => {
    const workspace = makeWorkspace();
    const file = join(workspace.root, "flows.ts");
    writeFileSync(file, "");
    const engine = openEngine(workspace, { node: join(workspace.root, "no-such-node") });
    const run = await engine.startRun({ file, flow: null, parameters: null, name: null, trigger: "command" });
    const { state } = await run.ended;
    expect([state.name, state.message]).toEqual(["Crashed", expect.stringMatching(/^Execution was aborted: the process could not be started/)]);
    await engine.dispose();
  });
});

describe("Task runners with workers", () => {
  test("FU31 tasks in processes wait for those that they come after, and never start behind a failure", async ({ store }) => {
    const { run } = await store.run("worker-processes.ts#chain");
    expect(run.result).toEqual([2, 3, 4, "PENDING", "NotReady"]);
    expect(taskStates(run).map(([name, states]) => [name, states.at(-1)])).toEqual([
      ["addOne-0", "Completed"],
      ["addOne-1", "Completed"],
      ["addOne-2", "Completed"],
      ["fails-0", "Failed"],
      ["addOne-3", "NotReady"],
    ]);
  });

  test("FU30 tasks that submit tasks do not wait for each other's threads", async ({ store }) => {
    const { run } = await store.run("worker-processes.ts#deep");
    expect([run.result, run.taskRuns.length]).toEqual([0, 34]);
  });
});

describe("Interrupts: neighbours", () => {
  test("MILLRACE_TASK_RETRIES gives retries to a task that does not say", async ({ store }) => {
    const { exitCode, run } = await store.run("crashes.ts#failsOnce", { env: { MILLRACE_TASK_RETRIES: "1" } });
    expect([exitCode, taskStates(run)]).toEqual([0, [["failsFirst-0", ["Pending", "Running", "Retrying", "Completed"]]]]);
  });

  test("Ctrl+C is a cancel request", async ({ store }) => {
    const { exitCode, run, notes } = await store.run("waits.ts#waiting", { whenWaiting: (running) => running.kill("SIGINT") });
    expect([exitCode, run.flowRun?.state.name, notes]).toEqual([130, "Cancelled", ["cancelled"]]);
  });

  test("a SIGINT that reaches the runner itself crashes the run", async ({ store }) => {
    const { run, notes } = await store.run("crashes.ts#interruptInTask");
    expect([run.flowRun?.state.type, run.flowRun?.state.message, notes]).toEqual([
      "CRASHED",
      expect.stringContaining("Execution was aborted by SIGINT"),
      ["crashed"],
    ]);
  });

  test("a killed runner leaves a Crashed run, and its crash hook is called in another process", async ({ store }) => {
    const { exitCode, run, notes } = await store.run("crashes.ts#killInTask");
    expect([exitCode, run.flowRun?.state.type, taskRunNamed(run, "killsItself-0").state.type, notes]).toEqual([1, "CRASHED", "CRASHED", ["crashed"]]);
  });

  test("an exit inside a task crashes the task run too", async ({ store }) => {
    const { exitCode, run } = await store.run("crashes.ts#exitInTask");
    expect([exitCode, run.flowRun?.state.type, taskRunNamed(run, "exits-0").state.type]).toEqual([1, "CRASHED", "CRASHED"]);
  });

  test("the crash hook of a flow that an exit ended is called in another process", async ({ store }) => {
    expect((await store.run("crashes.ts#exitInTask")).notes).toEqual(["crashed"]);
  });

  const uncaught = [
    ["an uncaught error", "uncaughtInTask", "throwsLater-0", "thrown by nobody's call"],
    ["an unhandled rejection", "unhandledInTask", "rejectsLater-0", "rejected by nobody's call"],
  ] as const;
  test.for(uncaught)("%s inside a task crashes task run and flow run, with its place in the source", async ([, flow, taskRun, message], { store }) => {
    const { exitCode, run } = await store.run(`crashes.ts#${flow}`);
    expect([exitCode, run.flowRun?.state.type, taskRunNamed(run, taskRun).state.type, run.error?.message, run.error?.stack]).toEqual([
      1,
      "CRASHED",
      "CRASHED",
      expect.stringContaining(message),
      expect.stringMatching(/crashes\.ts:\d+:\d+/),
    ]);
  });

  test("a script that is terminated leaves a Crashed run, and its crash hook is called", async ({ store }) => {
    const { exitCode, run, notes } = await store.script("script.ts");
    expect([exitCode, run.flowRun?.flow, run.flowRun?.state.type, taskRunNamed(run, "killsItself-0").state.type, notes]).toEqual([
      143,
      "script",
      "CRASHED",
      "CRASHED",
      ["crashed"],
    ]);
  });

  test("a value that leaves no trace at run time gets its edge from the code", async ({ store }) => {
    const { run } = await store.run("edges.ts#staticEdge");
    const upstream = { taskRunId: taskRunNamed(run, "count-0").id, via: "static", parameter: "n" };
    expect([run.result, taskRunNamed(run, "double-0").dependsOn]).toEqual([6, [upstream]]);
  });

  test("a failed future that nobody awaits does not crash the process", async ({ store }) => {
    const { exitCode, run, notes } = await store.run("crashes.ts#nobodyWaits");
    const warnings = run.logs.filter((log) => log.level === "warn" && log.message.includes("fails-0"));
    expect([exitCode, run.flowRun?.state.name, run.result, warnings.length, notes]).toEqual([0, "Completed", "fine", 1, ["completed"]]);
  });

  test("a flow that can never settle fails and names the task runs that are pending", async ({ store }) => {
    const { exitCode, run, notes } = await store.run("crashes.ts#neverSettles");
    expect([exitCode, run.flowRun?.state.type, run.flowRun?.state.message, notes]).toEqual([1, "FAILED", expect.stringContaining("hangs-0"), ["failed"]]);
  });
});
