import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { appendRecords, endedRun, makeWorkspace, openEngine, runId, runningRun, startUs, state, writeRun } from "./build-history.ts";

test("runs are listed newest first, by the moment they were asked for", async () => {
  const workspace = makeWorkspace();
  for (const [digit, minute] of [["a", 2], ["b", 9], ["c", 5]] as const) {
    const id = runId(digit);
    writeRun(workspace, { id, name: `run-${digit}`, minute, records: endedRun(id, undefined, `run-${digit}`) });
  }
  const runs = await openEngine(workspace).listRuns({});
  expect(runs.map((run) => [run.name, run.state.name])).toEqual([
    ["run-b", "Completed"],
    ["run-c", "Completed"],
    ["run-a", "Completed"],
  ]);
});

test("a list is narrowed by flow, by a state's name or type in any case, and by number", async () => {
  const workspace = makeWorkspace();
  const runs = [
    ["a", "stars", state("COMPLETED", "Completed")],
    ["b", "stars", state("FAILED", "TimedOut")],
    ["c", "moons", state("FAILED", "Failed")],
  ] as const;
  for (const [digit, flow, end] of runs) {
    const id = runId(digit);
    writeRun(workspace, { id, flow, minute: digit.charCodeAt(0), records: endedRun(id, end, `run-${digit}`, flow) });
  }
  const engine = openEngine(workspace);
  const names = async (filter: Parameters<typeof engine.listRuns>[0]): Promise<string[]> => (await engine.listRuns(filter)).map((run) => run.name);
  expect(await names({ flow: "stars" })).toEqual(["run-b", "run-a"]);
  expect(await names({ state: "failed" })).toEqual(["run-c", "run-b"]);
  expect(await names({ state: "timedout" })).toEqual(["run-b"]);
  expect(await names({ limit: 1 })).toEqual(["run-c"]);
});

test("a run without a history is an empty list", async () => {
  expect(await openEngine(makeWorkspace()).listRuns({})).toEqual([]);
});

test("of 300 long runs a list reads the ends alone", async () => {
  const workspace = makeWorkspace();
  const filler = `{"n":7,"g":1,"at":${startUs + 9_000},"k":"site","site":1,"position":"${"x".repeat(400_000)}"}\n`;
  for (let index = 0; index < 300; index += 1) {
    const id = `${String(index).padStart(8, "0")}-0000-4000-8000-000000000000`;
    const records = endedRun(id);
    const directory = writeRun(workspace, { id, minute: index, records: records.slice(0, 5) });
    appendFileSync(join(directory, "events.ndjson"), filler.replace('"n":7', '"n":6'));
    appendRecords(directory, records.slice(5), startUs + 10_000, 1, 6);
  }
  const engine = openEngine(workspace);
  const before = bytesRead();
  const runs = await engine.listRuns({ limit: 300 });
  const read = bytesRead() - before;
  expect(runs).toHaveLength(300);
  expect(runs.every((run) => run.state.name === "Completed" && run.flow === "stars")).toBe(true);
  expect(read).toBeLessThan(300 * 100_000);
});

test("an unreadable run is listed with what is wrong with it, and takes no other down", async () => {
  const workspace = makeWorkspace();
  const torn = writeRun(workspace, { id: runId("a"), name: "torn", minute: 1, records: runningRun(runId("a"), "torn") });
  appendFileSync(join(torn, "events.ndjson"), "garbage\n");
  appendRecords(torn, [{ k: "state", run: 0, state: state("COMPLETED", "Completed") }], startUs, 1, 6);
  const unasked = writeRun(workspace, { id: runId("b"), minute: 2 });
  writeFileSync(join(unasked, "request.json"), "{");
  writeRun(workspace, { id: runId("c"), name: "whole", minute: 3, records: endedRun(runId("c"), undefined, "whole") });

  const engine = openEngine(workspace);
  const runs = await engine.listRuns({});
  expect(runs.map((run) => [run.name, run.state.name, run.problem?.replace(/^.*millrace-test[^ ]*/, "…")])).toEqual([
    ["whole", "Completed", undefined],
    ["torn", "Running", expect.stringMatching(/^unreadable from record 6: /)],
    [runId("b"), "Pending", expect.stringContaining("is unreadable from record 0")],
  ]);
  expect((await engine.showRun("torn")).flowRun?.problem).toMatch(/^unreadable from record 6/);
});

test("a task that ran without a flow is listed under its own name", async () => {
  const workspace = makeWorkspace();
  const id = runId("a");
  const end = state("COMPLETED", "Completed");
  writeRun(workspace, {
    id,
    records: [
      { k: "open", v: 1, id, pid: 1, sdk: "0", node: "v20" },
      { k: "def", def: 1, kind: "task", name: "getStars", file: "flows.ts", position: "flows.ts:3:1" },
      { k: "task", task: 1, def: 1, no: 0, in: { repo: { v: "a/b" } }, s: 1 },
      { k: "done", task: 1, r: { v: 7 } },
      { k: "closed", id, kind: "task", name: "getStars-0", flow: "getStars", file: "flows.ts", params: {}, state: end, startAt: end.at, endAt: end.at, attempt: 1, tasks: 1, failed: 0, tags: [] },
    ],
  });
  const engine = openEngine(workspace);
  const [run] = await engine.listRuns({});
  expect([run?.id, run?.name, run?.flow, run?.state.name, run?.parameters]).toEqual([id, "getStars-0", "getStars", "Completed", { repo: "a/b" }]);
  const shown = await engine.showRun(id);
  expect([shown.flowRun, shown.taskRuns.map((task) => [task.name, task.result])]).toEqual([null, [["getStars-0", 7]]]);
});

/** All that this process has read from files so far; Linux alone counts it. */
function bytesRead(): number {
  if (process.platform !== "linux") return 0;
  return Number(/rchar: (\d+)/.exec(readFileSync("/proc/self/io", "utf8"))?.[1] ?? 0);
}
