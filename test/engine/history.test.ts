import { createHash } from "node:crypto";
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { RunRecordBody } from "../../core/records/run-record.ts";
import { appendRecords, endedRun, makeWorkspace, openEngine, runId, runningRun, startUs, state, writeRun } from "./build-history.ts";

test("a run is found by its id, a prefix of it, its name, and what is inside it", async () => {
  const workspace = makeWorkspace();
  const id = runId("a");
  const child = runId("9");
  const records: RunRecordBody[] = [
    ...endedRun(id, undefined, "made from its parameters").slice(0, -1),
    { k: "flow", run: 1, id: child, def: 1, name: "inner", params: {}, task: 1 },
    ...endedRun(id, undefined, "made from its parameters").slice(-1),
  ];
  writeRun(workspace, { id, name: "calm-otter", records });
  writeRun(workspace, { id: runId("b"), name: "wry-heron", records: endedRun(runId("b"), undefined, "wry-heron") });
  const engine = openEngine(workspace);
  const find = async (reference: string): Promise<string | undefined> => (await engine.showRun(reference)).flowRun?.id;
  for (const reference of [id, "aaaa", "calm-otter", "made from its parameters", `${id}-1`, child]) expect(await find(reference)).toBe(id);
});

test("a reference that means several runs, or none, is refused with what there is", async () => {
  const workspace = makeWorkspace();
  for (const digits of ["aaaa1111", "aaaa2222"]) {
    const id = `${digits}-0000-4000-8000-000000000000`;
    writeRun(workspace, { id, name: "calm-otter", records: endedRun(id) });
  }
  const engine = openEngine(workspace);
  const refusal = async (reference: string): Promise<string> => engine.showRun(reference).then(String, (error: Error & { code: string }) => `${error.code} ${error.message}`);
  expect(await refusal("aaaa")).toMatch(/^MILLRACE_RUN_NOT_FOUND "aaaa" means 2 runs: aaaa\d{4}.* \(calm-otter, 2026-01-31\), aaaa/);
  expect(await refusal("calm-otter")).toMatch(/^MILLRACE_RUN_NOT_FOUND "calm-otter" means 2 runs/);
  expect(await refusal("bold-yak")).toMatch(/^MILLRACE_RUN_NOT_FOUND There is no run "bold-yak"/);
  expect(await refusal("aaaa1")).not.toMatch(/NOT_FOUND/);
});

test("a name that is the start of another run's id means neither of the two", async () => {
  const workspace = makeWorkspace();
  writeRun(workspace, { id: runId("a"), name: "bb", records: endedRun(runId("a"), undefined, "bb") });
  writeRun(workspace, { id: runId("b"), name: "calm-otter", records: endedRun(runId("b")) });
  const engine = openEngine(workspace);
  await expect(engine.deleteRun("bb")).rejects.toThrow(/^"bb" means 2 runs: bbbbbbbb-.* \(calm-otter, 2026-01-31\), aaaaaaaa-.* \(bb, 2026-01-31\)/);
  expect((await engine.deleteRun("bbb")).name).toBe("calm-otter");
  expect((await engine.deleteRun("bb")).name).toBe("bb");
});

test("a suspended run, which waits for somebody, is not deleted", async () => {
  const workspace = makeWorkspace();
  const waiting = { type: "PAUSED" as const, name: "Suspended", at: startUs + 5_000, message: null, timeoutAt: 0, suspended: true };
  const directory = writeRun(workspace, { id: runId("a"), records: [...runningRun(runId("a")), { k: "state", run: 0, state: waiting }] });
  await expect(openEngine(workspace).deleteRun("aaaa")).rejects.toThrow(/^calm-otter cannot be deleted: it is Suspended\.$/);
  expect(existsSync(directory)).toBe(true);
});

test("a deleted run is gone with its directory; one that is being launched is kept", async () => {
  const workspace = makeWorkspace();
  const directory = writeRun(workspace, { id: runId("a"), records: endedRun(runId("a")) });
  const launching = writeRun(workspace, { id: runId("b"), owner: null, request: { createdAt: Date.now() * 1_000 } });
  const engine = openEngine(workspace);
  expect((await engine.deleteRun("aaaa")).id).toBe(runId("a"));
  await expect(engine.deleteRun("bbbb")).rejects.toMatchObject({ code: "MILLRACE_USAGE" });
  expect([existsSync(directory), existsSync(launching)]).toEqual([false, true]);
});

test("a run that has ended cannot be cancelled", async () => {
  const workspace = makeWorkspace();
  writeRun(workspace, { id: runId("a"), records: endedRun(runId("a")) });
  await expect(openEngine(workspace).cancelRun("aaaa")).rejects.toMatchObject({ message: "calm-otter cannot be cancelled: it is Completed." });
});

test("log lines are told from the first, those of a run that goes on until it is over", async () => {
  const workspace = makeWorkspace();
  const id = runId("a");
  const directory = writeRun(workspace, { id, records: runningRun(id), owner: { pid: process.pid } });
  const log = (message: string): void => appendFileSync(join(directory, "log.ndjson"), `${JSON.stringify({ at: startUs, level: "info", message, run: 0 })}\n`);
  log("one");
  const lines: string[] = [];
  const engine = openEngine(workspace);
  const followed = engine.followLogs(id, (line) => lines.push(`${line.flowRunId?.slice(0, 4)} ${line.message}`), { follow: true });
  log("two");
  appendRecords(directory, endedRun(id).slice(5), startUs + 20_000, 1, 5);
  await followed;
  const again: string[] = [];
  await engine.followLogs(id, (line) => again.push(line.message), { follow: false });
  expect([lines, again]).toEqual([
    ["aaaa one", "aaaa two"],
    ["one", "two"],
  ]);
});

const source = `import { flow, task } from "millrace";
const count = task(async (word: string) => word.length);
const double = task(async (n: number) => n * 2);
export const stars = flow(async (word: string) => {
  for (const each of [word, word]) {
    const n = await count(each);
    await double(n + 1);
  }
});
`;

test("an edge that a number leaves no trace of is taken from the code, as long as it is as it was", async () => {
  const workspace = makeWorkspace();
  writeFileSync(join(workspace.root, "flows.ts"), source);
  const id = runId("a");
  const version = createHash("sha256").update(source).digest("hex").slice(0, 16);
  const calls: RunRecordBody[] = [0, 1].flatMap((round) => [
    { k: "task", task: round * 2 + 1, def: 2, no: round, run: 0, site: 1, in: { word: { v: "abc" } }, s: 1 },
    { k: "done", task: round * 2 + 1, r: { v: 3 } },
    { k: "task", task: round * 2 + 2, def: 3, no: round, run: 0, site: 2, in: { n: { v: 4 } }, s: 1 },
    { k: "done", task: round * 2 + 2, r: { v: 8 } },
  ]);
  const records: RunRecordBody[] = [
    { k: "open", v: 1, id, pid: 1, sdk: "0", node: "v20" },
    { k: "def", def: 1, kind: "flow", name: "stars", file: "flows.ts", position: "flows.ts:4:22", version },
    { k: "def", def: 2, kind: "task", name: "count", file: "flows.ts", position: "flows.ts:2:15" },
    { k: "def", def: 3, kind: "task", name: "double", file: "flows.ts", position: "flows.ts:3:16" },
    { k: "site", site: 1, position: "flows.ts:6:21" },
    { k: "site", site: 2, position: "flows.ts:7:11" },
    { k: "flow", run: 0, id, def: 1, name: "calm-otter", params: { word: { v: "abc" } } },
    ...calls,
    { k: "state", run: 0, state: state("COMPLETED", "Completed") },
    ...endedRun(id).slice(-1),
  ];
  writeRun(workspace, { id, records });
  const engine = openEngine(workspace);
  const edges = async (): Promise<unknown[]> => (await engine.showRun(id)).taskRuns.map((run) => run.dependsOn);
  expect(await edges()).toEqual([
    [],
    [{ taskRunId: `${id}-1`, via: "static", parameter: "n" }],
    [],
    [{ taskRunId: `${id}-3`, via: "static", parameter: "n" }],
  ]);
  writeFileSync(join(workspace.root, "flows.ts"), `\n${source}`);
  expect(await edges()).toEqual([[], [], [], []]);
});

test("a task that ran without a flow is neither resumed nor retried", async () => {
  const workspace = makeWorkspace();
  const id = runId("a");
  const records: RunRecordBody[] = [
    { k: "open", v: 1, id, pid: 1, sdk: "0", node: "v20" },
    { k: "def", def: 1, kind: "task", name: "getStars", file: "flows.ts", position: null },
    { k: "task", task: 1, def: 1, no: 0, s: 1 },
  ];
  writeRun(workspace, { id, records });
  const engine = openEngine(workspace);
  await expect(engine.resumeRun(id)).rejects.toMatchObject({ code: "MILLRACE_USAGE", message: expect.stringContaining("without a flow") as string });
  await expect(engine.retryRun(id)).rejects.toMatchObject({ code: "MILLRACE_USAGE", message: expect.stringContaining("without a flow") as string });
});

test("what a resume did not call again is marked as superseded, child flow runs too", async () => {
  const workspace = makeWorkspace();
  const id = runId("a");
  const records: RunRecordBody[] = [
    ...runningRun(id),
    { k: "def", def: 2, kind: "task", name: "getStars", file: "flows.ts", position: null },
    { k: "task", task: 1, def: 2, no: 0, run: 0, s: 1 },
    { k: "done", task: 1 },
    { k: "task", task: 2, def: 1, no: 0, run: 0, child: 1 },
    { k: "flow", run: 1, id: runId("c"), def: 1, name: "inner", params: {}, task: 2 },
    { k: "state", run: 1, state: state("COMPLETED", "Completed") },
    { k: "superseded", tasks: [1, 2] },
    ...endedRun(id).slice(5),
  ];
  writeRun(workspace, { id, records });
  const shown = await openEngine(workspace).showRun(id);
  expect(shown.taskRuns.map((task) => [task.name, task.superseded])).toEqual([
    ["getStars-0", true],
    ["stars-0", true],
  ]);
  expect([shown.flowRun?.superseded, shown.childRuns[0]?.flowRun?.superseded]).toEqual([undefined, true]);
});

test("every column that the tables have is described", async () => {
  const documentation = readFileSync(new URL("../../docs/sql.md", import.meta.url), "utf8");
  const engine = openEngine(makeWorkspace());
  for (const table of ["flow_runs", "task_runs", "artifacts", "events"]) {
    const section = documentation.split(`## \`${table}\``)[1]?.split("\n## ")[0] ?? "";
    const { columns } = await engine.query(`SELECT * FROM ${table}`);
    expect(columns.filter((column) => !section.includes(`\`${column}\``)), table).toEqual([]);
  }
});
