import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test, vi } from "vitest";
import type { RunRecord, RunRecordBody } from "../../core/records/run-record.ts";
import { thisMachine } from "../../journal/machine.ts";
import { mayTakeOver } from "../../journal/may-take-over.ts";
import { readOwner } from "../../journal/owner-file.ts";
import { appendRecords, deadPid, endedRun, makeWorkspace, openEngine, runId, runningRun, startUs, state, writeRun } from "./build-history.ts";

const id = runId("a");

test("a run whose owner was killed is Crashed for the next one who looks", async () => {
  const workspace = makeWorkspace();
  const directory = writeRun(workspace, { id, records: runningRun(id), owner: null });
  const owner = await spawnOwner(directory);
  const engine = openEngine(workspace);
  expect((await engine.listRuns({})).map((run) => run.state.name)).toEqual(["Running"]);

  owner.kill("SIGKILL");
  await once(owner, "exit");
  expect((await engine.listRuns({})).map((run) => [run.state.name, run.state.message])).toEqual([
    ["Crashed", `Execution was aborted: its process ${owner.pid} is gone, and did not say why`],
  ]);
  expect(readRecords(directory).at(-1)).toMatchObject({ k: "closed", g: 2, state: { type: "CRASHED" } });
});

test("a child that its process did not come to start was Pending before it crashed", async () => {
  const workspace = makeWorkspace();
  const records: RunRecordBody[] = [
    ...runningRun(id),
    { k: "task", task: 1, def: 1, no: 0, run: 0, child: 1 },
    { k: "flow", run: 1, id: runId("c"), def: 1, name: "child-run", params: {}, task: 1 },
  ];
  writeRun(workspace, { id, records });
  const [child] = (await openEngine(workspace).showRun(id)).childRuns;
  expect(child?.flowRun?.states.map(({ name }) => name)).toEqual(["Pending", "Crashed"]);
});

test("what a killed process was writing for its run and for the cache goes with its end", async () => {
  const workspace = makeWorkspace();
  const directory = writeRun(workspace, { id, records: runningRun(id) });
  const unfinished = `.${encodeURIComponent(hostname())}.${deadPid}-0.tmp`;
  const folders = [directory, join(directory, "results"), join(workspace.home, "cache", "locks"), join(workspace.home, "cache", "records")];
  for (const folder of folders) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `a${unfinished}`), "");
  }
  await openEngine(workspace).listRuns({});
  expect(folders.flatMap((folder) => readdirSync(folder)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});

test("a run that ends as it is taken from its owner can be resumed by others at once", async () => {
  const workspace = makeWorkspace();
  const records = runningRun(id);
  const directory = writeRun(workspace, { id, records, owner: null });
  const { pid } = await spawnOwner(directory);
  const { kill } = process;
  const killed = vi.spyOn(process, "kill").mockImplementation((target, signal) => {
    if (signal === "SIGKILL" && target === pid) {
      const end = endedRun(id, state("FAILED", "Failed", 1, "by itself"));
      appendRecords(directory, end.slice(records.length), startUs + 60_000_000, 1, records.length);
    }
    return kill.call(process, target, signal);
  });
  onTestFinished(() => killed.mockRestore());
  expect((await openEngine(workspace).cancelRun(id)).state.message).toBe("by itself");
  const owner = readOwner(directory);
  expect([owner?.generation, owner !== null && (await mayTakeOver(directory, owner, thisMachine()))]).toEqual([2, true]);
});

test("of four processes that find a dead owner one records the end", async () => {
  const workspace = makeWorkspace();
  const directory = writeRun(workspace, { id, records: runningRun(id) });
  const startAt = String(Date.now() + 1_500);
  const fixture = fileURLToPath(new URL("./fixtures/race-for-run.ts", import.meta.url));
  const racers = [1, 2, 3, 4].map(() => fork(fixture, [directory, startAt], { execArgv: ["--import", "tsx"] }));
  const answers = await Promise.all(racers.map(async (racer) => (await once(racer, "message"))[0] as { kind: string; isRecordedHere: boolean }));
  expect(answers.filter(({ isRecordedHere }) => isRecordedHere)).toHaveLength(1);
  const records = readRecords(directory);
  expect(records.map(({ n }) => n)).toEqual(records.map((_, index) => index + 1));
  expect(records.filter(({ k }) => k === "closed")).toHaveLength(1);
  expect(new Set(records.map(({ g }) => g))).toEqual(new Set([1, 2]));
});

test("every unfinished run in the file ends with it, innermost first, and what is done stays", async () => {
  const workspace = makeWorkspace();
  const child = runId("c");
  const records: RunRecordBody[] = [
    ...runningRun(id),
    { k: "def", def: 2, kind: "task", name: "fetch", file: "flows.ts", position: null },
    { k: "task", task: 1, def: 2, no: 0, run: 0, s: 1 },
    { k: "done", task: 1, r: { v: 1 } },
    { k: "task", task: 2, def: 2, no: 1, run: 0, dep: [[1, "future", "x"]] },
    { k: "state", task: 2, state: state("PENDING", "NotReady") },
    { k: "task", task: 3, def: 1, no: 0, run: 0, child: 1 },
    { k: "flow", run: 1, id: child, def: 1, name: "child-run", params: {}, task: 3 },
    { k: "state", run: 1, state: state("RUNNING", "Running") },
    { k: "task", task: 4, def: 2, no: 2, run: 1, s: 1 },
    { k: "task", task: 5, def: 2, no: 3, run: 1 },
  ];
  writeRun(workspace, { id, records });
  const shown = await openEngine(workspace).showRun(child);
  const [inner] = shown.childRuns;
  expect([shown.flowRun?.state.name, inner?.flowRun?.state.name, inner?.flowRun?.parentTaskRunId]).toEqual(["Crashed", "Crashed", `${id}-3`]);
  expect([...shown.taskRuns, ...(inner?.taskRuns ?? [])].map((task) => [task.name, task.state.name])).toEqual([
    ["fetch-0", "Completed"],
    ["fetch-1", "NotReady"],
    ["stars-0", "Crashed"],
    ["fetch-2", "Crashed"],
    ["fetch-3", "Crashed"],
  ]);
});

test("a run that was being cancelled when its process died is Cancelled", async () => {
  const workspace = makeWorkspace();
  writeRun(workspace, { id, records: [...runningRun(id), { k: "state", run: 0, state: state("CANCELLING", "Cancelling") }] });
  expect((await openEngine(workspace).listRuns({})).map((run) => run.state.name)).toEqual(["Cancelled"]);
});

test("a suspended run needs no process, and can be cancelled", async () => {
  const workspace = makeWorkspace();
  const suspended = { type: "PAUSED", name: "Suspended", at: startUs + 9_000, message: null, timeoutAt: 0, suspended: true } as const;
  writeRun(workspace, { id, records: [...runningRun(id), { k: "state", run: 0, state: suspended }] });
  const engine = openEngine(workspace);
  expect((await engine.listRuns({})).map((run) => run.state.name)).toEqual(["Suspended"]);
  expect((await engine.cancelRun(id)).state.name).toBe("Cancelled");
});

test("a torn tail is cut off before the end is written", async () => {
  const workspace = makeWorkspace();
  const directory = writeRun(workspace, { id, records: runningRun(id) });
  appendFileSync(join(directory, "events.ndjson"), '{"n":6,"g":1,"at":17');
  expect((await openEngine(workspace).showRun(id)).flowRun?.states.map(({ name }) => name)).toEqual(["Pending", "Running", "Crashed"]);
});

test("a run of another machine is shown as it is, with what is known of its owner, until it is cancelled", async () => {
  const workspace = makeWorkspace();
  writeRun(workspace, { id, records: runningRun(id), owner: { host: "elsewhere", pid: 77 } });
  const engine = openEngine(workspace);
  const [run] = await engine.listRuns({});
  expect([run?.state.name, run?.problem]).toEqual([
    "Running",
    "its owner is on another machine: elsewhere, process 77. Cancelling the run takes it over.",
  ]);
  await expect(engine.deleteRun(id)).rejects.toMatchObject({ code: "MILLRACE_USAGE" });
  expect((await engine.cancelRun(id)).state.name).toBe("Cancelled");
});

test("a run without an owner belongs to its launch for 30 seconds, and then to nobody", async () => {
  const workspace = makeWorkspace();
  writeRun(workspace, { id, owner: null });
  const after = (seconds: number): Promise<string[]> => {
    const clock = { nowUs: () => startUs + seconds * 1_000_000, startTimer: () => ({ cancel: () => undefined }) };
    return openEngine(workspace, { clock }).listRuns({}).then((runs) => runs.map((run) => `${run.state.name} ${run.state.message}`));
  };
  expect(await after(29)).toEqual(["Pending null"]);
  expect(await after(31)).toEqual(["Crashed Execution was aborted: its runner never started"]);
});

test("a run that has ended is left alone, whoever owned it", async () => {
  const workspace = makeWorkspace();
  const directory = writeRun(workspace, { id, records: endedRun(id), owner: { pid: deadPid } });
  const before = readFileSync(join(directory, "events.ndjson"), "utf8");
  await openEngine(workspace).showRun(id);
  expect(readFileSync(join(directory, "events.ndjson"), "utf8")).toBe(before);
});

async function spawnOwner(directory: string): Promise<ChildProcess> {
  const owner = fork(fileURLToPath(new URL("./fixtures/hold-run.mjs", import.meta.url)), [directory]);
  onTestFinished(() => void owner.kill("SIGKILL"));
  await once(owner, "message");
  return owner;
}

function readRecords(directory: string): RunRecord[] {
  const lines = readFileSync(join(directory, "events.ndjson"), "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as RunRecord);
}
