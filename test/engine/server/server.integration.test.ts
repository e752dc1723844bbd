import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { expect } from "vitest";
import { protocolVersion, type EngineFailure, type EngineSettings } from "../../../core/protocol/editor-api.ts";
import type { RunSummary } from "../../../core/protocol/run-summary.ts";
import { command, namesIn, type Project } from "../../integration/project.ts";
import { type EngineProcess, uriOf } from "./engine-process.ts";
import { test as base } from "./engine-test.ts";

const source = `import { flow, sleep, task } from "millrace";

const add = task(async (a: number, b: number) => {
  console.log("adding", a, b);
  return a + b;
});

/** Adds twice. */
export const sum = flow(async (n: number = 2) => {
  const x = await add(n, 1);
  return await add(x, 1);
});

const load = task(async (name: string) => {
  throw new Error("no " + name);
});

export const fails = flow(async () => {
  await add(1, 1);
  return await load("data");
});

export const waits = flow(async () => {
  await add(1, 1);
  await sleep("1m");
});

export const deaf = flow(async () => {
  console.log("deaf");
  await add(1, 1);
  for (;;);
});

export const mends = flow(async () => {
  await add(1, 1);
  if (process.env["MEND"] !== "yes") throw new Error("not yet");
});
`;

interface Bench {
  readonly project: Project;
  readonly file: string;
  open(settings?: Partial<EngineSettings>): Promise<EngineProcess>;
}

const test = base.extend<{ bench: Bench }>({
  bench: async ({ project, startEngine }, use) => {
    const file = project.write("flows/a.ts", source);
    await use({
      project,
      file,
      open: async (settings = {}) => {
        const engine = startEngine();
        await engine.initialize(settings);
        return engine;
      },
    });
  },
});

function runOf(engine: EngineProcess, runId: string, matches: (run: RunSummary) => boolean = isEnded): Promise<RunSummary> {
  return engine.until(() => engine.events("millrace/changed").flatMap(({ runs }) => runs ?? []).findLast((run) => run.id === runId && matches(run)));
}

function isEnded({ state }: RunSummary): boolean {
  return ["COMPLETED", "FAILED", "CANCELLED", "CRASHED"].includes(state.type);
}

async function failureOf(answer: Promise<unknown>): Promise<EngineFailure> {
  const error: unknown = await answer.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (typeof error === "object" && error !== null && "data" in error) return error.data as EngineFailure;
  throw new Error(`No failure: ${String(error)}`);
}

test("flows come by the first scan, by the editor's unsaved text and by files that come and go", async ({ bench }) => {
  const engine = await bench.open();
  const flowsOf = (file: string): readonly string[] | undefined => engine.events("millrace/changed").findLast(({ flows }) => flows?.[file] !== undefined)?.flows?.[file]?.map(({ id, line }) => `${id}:${line}`);
  await engine.until(() => engine.events("millrace/changed").find(({ isScanned }) => isScanned));
  expect(flowsOf("flows/a.ts")).toEqual(["flows/a.ts#sum:9", "flows/a.ts#fails:18", "flows/a.ts#waits:23", "flows/a.ts#deaf:28", "flows/a.ts#mends:34"]);

  engine.open(bench.file, `\n${source}`);
  await engine.until(() => (flowsOf("flows/a.ts")?.[0] === "flows/a.ts#sum:10" ? true : undefined));
  engine.change(bench.file, 2, 'import { flow } from "millrace";\nexport const typed = flow(async (');
  await engine.until(() => (flowsOf("flows/a.ts")?.[0] === "flows/a.ts#typed:2" ? true : undefined));
  expect(engine.events("millrace/changed").findLast(({ flows }) => flows !== undefined)?.flows?.["flows/a.ts"]?.[0]?.isBroken).toBe(true);
  // The text of the editor is gone with its document; the file on the disk has what it had.
  engine.close(bench.file);
  await engine.until(() => (flowsOf("flows/a.ts")?.[0] === "flows/a.ts#sum:9" ? true : undefined));

  // The disk is watched from a moment after the scan.
  let name = 0;
  await engine.until(() => {
    name += 1;
    if (name % 10 === 1) bench.project.write(`flows/new.ts`, `import { flow } from "millrace";\nexport const late${name} = flow(async () => 1);\n`);
    return flowsOf("flows/new.ts")?.length === 1 ? true : undefined;
  });
  rmSync(bench.project.path("flows", "new.ts"));
  await engine.until(() => (flowsOf("flows/new.ts")?.length === 0 ? true : undefined));
  expect((await engine.ask("millrace/snapshot", {})).flows.map(({ file }) => file)).not.toContain("flows/new.ts");
});

test("what the settings leave out goes, and comes back with other settings", async ({ bench }) => {
  const engine = await bench.open();
  const filesOf = async (): Promise<readonly string[]> => (await engine.ask("millrace/snapshot", {})).flows.map(({ file }) => file);
  await engine.until(() => engine.events("millrace/changed").find(({ isScanned }) => isScanned));
  const { defaultSettings } = await import("./engine-process.ts");
  await engine.ask("millrace/configure", { ...defaultSettings, exclude: ["flows"] });
  await engine.until(() => engine.events("millrace/changed").findLast(({ flows }) => flows?.["flows/a.ts"]?.length === 0));
  expect(await filesOf()).toEqual([]);
  const before = engine.events("millrace/changed").length;
  await engine.ask("millrace/configure", defaultSettings);
  await engine.until(() => engine.events("millrace/changed").slice(before).find(({ flows }) => flows?.["flows/a.ts"]?.length === 5));
  expect(await filesOf()).toHaveLength(5);
});

test("what is wrong with flows is published for their file", async ({ bench }) => {
  bench.project.write("twice.ts", 'import { flow } from "millrace";\nexport const a = flow({ name: "x" }, async () => 1);\n  export const b = flow({ name: "x" }, async () => 1);\n');
  const engine = await bench.open();
  engine.open(bench.project.path("twice.ts"), 'import { flow } from "millrace";\nexport const a = flow({ name: "x" }, async () => 1);\n  export const b = flow({ name: "x" }, async () => 1);\n');
  const told = await engine.until(() =>
    engine.told.map(({ name, params }) => (name === "textDocument/publishDiagnostics" ? (params as { uri: string; diagnostics: readonly object[] }) : undefined)).find((each) => each?.uri === uriOf(bench.project.path("twice.ts")) && each.diagnostics.length > 0),
  );
  expect(told?.diagnostics).toMatchObject([{ severity: 2, source: "millrace", message: expect.stringContaining('Two flows of this file are named "x"') }]);
});

test("a flow is described by the unsaved text, its values are checked as a run would, and its calls are a graph", async ({ bench }) => {
  const engine = await bench.open();
  engine.open(bench.file, source.replace("n: number = 2", 'n: number, how: "fast" | "slow" = "fast"'));
  const described = await engine.ask("millrace/describeFlow", { file: bench.file, flow: "sum" });
  expect(described).toMatchObject({
    flow: { id: "flows/a.ts#sum", parameters: "required", description: "Adds twice." },
    schema: { required: ["n"], properties: { n: { type: "number" }, how: { enum: ["fast", "slow"], default: "fast" } } },
    lastParameters: null,
  });
  const check = (parameters: Record<string, string>): Promise<object> => engine.ask("millrace/checkParameters", { file: bench.file, flow: "sum", parameters });
  expect(await check({ n: "3" })).toEqual({ problems: [] });
  expect(await check({ how: "soon" })).toMatchObject({ problems: [{ parameter: "n" }, { parameter: "how" }] });
  expect(await engine.ask("millrace/staticGraph", { file: bench.file, flow: "sum" })).toMatchObject({
    nodes: [{ id: 0, kind: "task", name: "add", callSite: "flows/a.ts:10:19", isRepeated: false }, { id: 1, name: "add" }],
    edges: [{ from: 0, to: 1, parameter: "a" }],
  });
  expect(await failureOf(engine.ask("millrace/describeFlow", { file: bench.file, flow: "none" }))).toMatchObject({ code: "MILLRACE_FLOW_NOT_FOUND" });
});

test("a run is told of from its start to its end, as a row, a picture, lines and values", async ({ bench }) => {
  const engine = await bench.open();
  const { runId } = await engine.ask("millrace/run", { kind: "flow", file: bench.file, flow: "sum", parameters: { n: 4 } });
  await engine.ask("millrace/openRun", { runId });
  const ended = await runOf(engine, runId);
  expect(ended).toMatchObject({ flowId: "flows/a.ts#sum", file: "flows/a.ts", trigger: "editor", tasks: { total: 2, completed: 2, running: 0, failed: 0 }, failure: null, isResumable: false });
  await engine.ask("millrace/closeRun", { runId });

  const picture = await engine.ask("millrace/openRun", { runId });
  expect(picture.taskRuns.map(([task, , name, ordinal, , , , , , upstreams]) => [task, name, ordinal, upstreams])).toEqual([[1, 0, 0, []], [2, 0, 1, []]]);
  expect([picture.definitions.map(({ name }) => name).sort(), picture.sites]).toEqual([["add", "sum"], ["flows/a.ts:10:19", "flows/a.ts:11:16"]]);
  expect(await engine.ask("millrace/staticEdges", { runId })).toEqual([[1, 2]]);
  expect(await engine.ask("millrace/taskRun", { runId, taskRunId: `${runId}-2` })).toMatchObject({ name: "add-1", inputs: { a: 5, b: 1 }, result: 6 });
  expect(await engine.ask("millrace/flowRun", { runId, flowRunId: runId })).toMatchObject({ flowRun: { flow: "sum", parameters: { n: 4 } }, result: 6 });
  const all = { runId, from: 0, limit: 10, task: null, flowRun: null, level: "debug" } as const;
  expect((await engine.ask("millrace/logs", all)).lines.map(({ message, source: who }) => `${who}: ${message}`)).toEqual(["add-0: adding 4 1", "add-1: adding 5 1"]);
  expect(await engine.ask("millrace/logs", { ...all, task: 2 })).toMatchObject({ total: 1, lines: [{ message: "adding 5 1" }] });
  expect(await engine.ask("millrace/logs", { ...all, level: "warn" })).toEqual({ total: 0, lines: [] });
  await engine.until(() => (engine.events("millrace/output").flatMap(({ lines }) => lines).length === 2 ? true : undefined));
  expect(engine.events("millrace/output").flatMap(({ lines }) => lines)[0]).toEqual({ level: "info", category: `sum#${ended.name}/add-0`, message: "adding 4 1" });
  expect((await engine.ask("millrace/describeFlow", { file: bench.file, flow: "sum" })).lastParameters).toEqual({ n: 4 });
});

test("around an error stand its lines, unless they were written since or are not the folder's own", async ({ bench }) => {
  const engine = await bench.open();
  const { runId } = await engine.ask("millrace/run", { kind: "flow", file: bench.file, flow: "sum", parameters: null });
  await runOf(engine, runId);
  const frameAt = (file: string, line: number): Promise<object | null> => engine.ask("millrace/codeFrame", { runId, place: { file, line, column: 1 } });
  const lines = source.split("\n");
  expect(await frameAt(bench.file, 10)).toEqual({ firstLine: 8, lines: lines.slice(7, 11) });
  expect(await frameAt(bench.file, 1)).toEqual({ firstLine: 1, lines: lines.slice(0, 2) });
  expect(await frameAt(bench.file, 999)).toBeNull();
  expect(await frameAt(process.execPath, 1)).toBeNull();
  writeFileSync(bench.file, `${source}\n// Written since.\n`);
  expect(await frameAt(bench.file, 10)).toBeNull();
});

test("revisions of changes have no gap, and a snapshot says from where", async ({ bench }) => {
  const engine = await bench.open();
  const { runId } = await engine.ask("millrace/run", { kind: "flow", file: bench.file, flow: "sum", parameters: null });
  await runOf(engine, runId);
  await engine.until(() => engine.events("millrace/changed").find(({ isScanned }) => isScanned));
  const revisions = engine.events("millrace/changed").map(({ revision }) => revision);
  expect(revisions).toEqual(revisions.map((_, index) => index + 1));
  const snapshot = await engine.ask("millrace/snapshot", {});
  expect([snapshot.revision >= revisions.length, snapshot.isScanned, snapshot.lastRuns["flows/a.ts#sum"]?.id]).toEqual([true, true, runId]);
});

test("a failure names the task, the throwing line and the calls that led there", async ({ bench }) => {
  const engine = await bench.open();
  const { runId } = await engine.ask("millrace/run", { kind: "flow", file: bench.file, flow: "fails", parameters: null });
  const run = await runOf(engine, runId);
  expect([run.state.type, run.isResumable]).toEqual(["FAILED", true]);
  expect(run.failure).toEqual({
    task: { id: `${runId}-2`, name: "load-0" },
    error: { name: "Error", message: "no data" },
    at: { file: bench.file, line: 15, column: 9 },
    callSites: [
      { file: bench.file, line: 20, column: 16, label: "load-0" },
      { file: bench.file, line: 18, column: 22, label: "fails" },
    ],
  });
});

test("stop asks at first and kills at the second time; the run ends as Cancelled both times", async ({ bench }) => {
  const engine = await bench.open({ cancelGraceMs: 60_000 });
  const waits = await engine.ask("millrace/run", { kind: "flow", file: bench.file, flow: "waits", parameters: null });
  expect(await engine.ask("millrace/stop", waits)).toEqual({ did: "asked" });
  expect((await runOf(engine, waits.runId)).state.type).toBe("CANCELLED");
  expect(await failureOf(engine.ask("millrace/stop", waits))).toMatchObject({ code: "MILLRACE_USAGE" });

  const deaf = await engine.ask("millrace/run", { kind: "flow", file: bench.file, flow: "deaf", parameters: null });
  await engine.until(() => engine.events("millrace/output").flatMap(({ lines }) => lines).find(({ message }) => message === "deaf"));
  expect(await engine.ask("millrace/stop", deaf)).toEqual({ did: "asked" });
  expect(await engine.ask("millrace/stop", deaf)).toEqual({ did: "killed" });
  expect((await runOf(engine, deaf.runId)).state.type).toBe("CANCELLED");
});

test("a run is resumed with the settings of now, and started again as another", async ({ bench }) => {
  const engine = await bench.open();
  const first = await engine.ask("millrace/run", { kind: "flow", file: bench.file, flow: "mends", parameters: null });
  expect((await runOf(engine, first.runId)).state.type).toBe("FAILED");
  await engine.ask("millrace/openRun", first);
  bench.project.write("mend.env", "MEND=yes\n");
  const { defaultSettings } = await import("./engine-process.ts");
  await engine.ask("millrace/configure", { ...defaultSettings, envFile: "mend.env" });
  expect((await engine.ask("millrace/run", { kind: "resume", runId: first.runId })).runId).toBe(first.runId);
  expect((await runOf(engine, first.runId, ({ attempt, state }) => attempt === 2 && state.type === "COMPLETED")).tasks).toMatchObject({ total: 1, completed: 1 });
  const again = await engine.ask("millrace/run", { kind: "again", runId: first.runId });
  expect(again.runId).not.toBe(first.runId);
  expect((await runOf(engine, again.runId)).trigger).toBe("retry");
});

test("runs of the command show up while they go on, and so does their end", async ({ bench }) => {
  const engine = await bench.open();
  const { child, ended } = bench.project.start([command, "run", "flows/a.ts#waits", "--json"]);
  const run = await engine.until(() => engine.events("millrace/changed").flatMap(({ runs }) => runs ?? []).find(({ flow, tasks }) => flow === "waits" && tasks.completed === 1));
  expect([run.trigger, run.flowId, run.state.type]).toEqual(["command", "flows/a.ts#waits", "RUNNING"]);
  expect(await engine.ask("millrace/stop", { runId: run.id })).toEqual({ did: "asked" });
  expect((await runOf(engine, run.id)).state.type).toBe("CANCELLED");
  await ended;
  expect(child.exitCode).not.toBe(null);
});

test("a run that the command resumes is seen again", async ({ bench }) => {
  const engine = await bench.open();
  const { runId } = await engine.ask("millrace/run", { kind: "flow", file: bench.file, flow: "mends", parameters: null });
  await runOf(engine, runId);
  bench.project.env["MEND"] = "yes";
  await bench.project.millrace("runs", "resume", runId, "--json");
  expect((await runOf(engine, runId, ({ attempt, state }) => attempt === 2 && state.type === "COMPLETED")).isResumable).toBe(false);
});

test("a run that is open, and that the command resumes to its end before anybody looks, is told of as it is", async ({ bench }) => {
  const engine = await bench.open();
  const { runId } = await engine.ask("millrace/run", { kind: "flow", file: bench.file, flow: "mends", parameters: null });
  await runOf(engine, runId);
  await engine.ask("millrace/openRun", { runId });
  bench.project.env["MEND"] = "yes";
  await bench.project.millrace("runs", "resume", runId, "--json");
  await engine.until(() => engine.events("millrace/pictureChanged").find(({ run }) => run.attempt === 2 && run.state.type === "COMPLETED"));
  expect((await engine.ask("millrace/openRun", { runId })).flowRuns[0]?.attempt).toBe(2);
});

test("a run whose owner is killed is recorded as Crashed without anybody asking", async ({ bench }) => {
  const { child } = bench.project.start([command, "run", "flows/a.ts#waits", "--json"]);
  const engine = await bench.open();
  const run = await engine.until(() => engine.events("millrace/changed").flatMap(({ runs }) => runs ?? []).find(({ flow, tasks }) => flow === "waits" && tasks.completed === 1));
  child.kill("SIGKILL");
  const owner = JSON.parse(await import("node:fs/promises").then(({ readFile }) => readFile(`${bench.project.runDirectories()[0]}/owner.1`, "utf8"))) as { pid: number };
  process.kill(owner.pid, "SIGKILL");
  expect((await runOf(engine, run.id)).state).toMatchObject({ type: "CRASHED" });
});

test("runs outlive an engine that is killed, and the next one goes on with them", async ({ bench }) => {
  const first = await bench.open();
  const { runId } = await first.ask("millrace/run", { kind: "flow", file: bench.file, flow: "waits", parameters: null });
  first.child.kill("SIGKILL");
  const second = await bench.open();
  expect((await runOf(second, runId, ({ tasks }) => tasks.completed === 1)).state.type).toBe("RUNNING");
  expect(await second.ask("millrace/stop", { runId })).toEqual({ did: "asked" });
  expect((await runOf(second, runId)).state.type).toBe("CANCELLED");
});

test("the history is listed by pages, filters and words, running runs first", async ({ bench }) => {
  const engine = await bench.open();
  const start = async (flow: string): Promise<string> => (await engine.ask("millrace/run", { kind: "flow", file: bench.file, flow, parameters: null })).runId;
  const running = await start("waits");
  const failed = await start("fails");
  const done = await start("sum");
  await runOf(engine, failed);
  await runOf(engine, done);
  const page = async (query: object): Promise<readonly [number, readonly string[]]> => {
    const { total, runs } = await engine.ask("millrace/listRuns", { flow: null, state: null, text: "", offset: 0, limit: 10, ...query });
    return [total, runs.map(({ id }) => id)];
  };
  expect(await page({})).toEqual([3, [running, done, failed]]);
  expect(await page({ offset: 1, limit: 1 })).toEqual([3, [done]]);
  expect(await page({ state: "failed" })).toEqual([1, [failed]]);
  expect(await page({ flow: "sum" })).toEqual([1, [done]]);
  expect(await page({ text: "COMPLETED sum" })).toEqual([1, [done]]);
  expect((await engine.ask("millrace/listRuns", { flow: null, state: null, text: "", offset: 0, limit: 0 })).flows).toEqual(["fails", "sum", "waits"]);
  expect(await failureOf(engine.ask("millrace/delete", { runIds: [running] }))).toMatchObject({ code: "MILLRACE_USAGE" });
  await engine.ask("millrace/delete", { runIds: [failed] });
  expect(await page({})).toEqual([2, [running, done]]);
  expect(await failureOf(engine.ask("millrace/openRun", { runId: failed }))).toMatchObject({ code: "MILLRACE_RUN_NOT_FOUND" });
  await engine.ask("millrace/stop", { runId: running });
  await runOf(engine, running);
});

test("beyond the retention runs go, the oldest first, and never one that goes on", async ({ bench }) => {
  const engine = await bench.open({ retention: { maxRuns: 1, maxAgeDays: 0, maxSizeGb: 0 } });
  const start = async (flow: string): Promise<string> => (await engine.ask("millrace/run", { kind: "flow", file: bench.file, flow, parameters: null })).runId;
  const running = await start("waits");
  const first = await start("sum");
  await runOf(engine, first);
  const second = await start("sum");
  await engine.until(() => engine.events("millrace/changed").find(({ removedRuns }) => removedRuns?.includes(first)));
  const { runs } = await engine.ask("millrace/snapshot", {});
  expect(runs.map(({ id }) => id).sort()).toEqual([running, second].sort());
  await engine.ask("millrace/stop", { runId: running });
  await runOf(engine, running);
});

test("a run that is open stays, whoever prunes; once it is closed it goes, and whoever shows runs is told", async ({ bench }) => {
  const engine = await bench.open();
  const { runId } = await engine.ask("millrace/run", { kind: "flow", file: bench.file, flow: "sum", parameters: null });
  await runOf(engine, runId);
  await engine.ask("millrace/openRun", { runId });
  const prune = async (): Promise<number> => (await bench.project.json<{ runs: unknown[] }>("prune", "--keep", "0")).document.runs.length;
  // Its process may linger behind its end: that alone would keep it for a moment.
  await engine.until(() => (existsSync(bench.project.path(".millrace", "cache", "views")) ? true : undefined));
  expect(await prune()).toBe(0);
  await engine.ask("millrace/closeRun", { runId });
  for (let removed = 0; removed === 0; ) removed = await prune();
  await engine.until(() => engine.events("millrace/changed").find(({ removedRuns }) => removedRuns?.includes(runId)));
});

test("a run that is deleted while it is open is told of, by command too", async ({ bench }) => {
  const engine = await bench.open();
  const { runId } = await engine.ask("millrace/run", { kind: "flow", file: bench.file, flow: "sum", parameters: null });
  await runOf(engine, runId);
  await engine.ask("millrace/openRun", { runId });
  expect((await bench.project.millrace("runs", "delete", runId)).exitCode).toBe(0);
  await engine.until(() => engine.events("millrace/changed").find(({ removedRuns }) => removedRuns?.includes(runId)));
  expect(await failureOf(engine.ask("millrace/openRun", { runId }))).toMatchObject({ code: "MILLRACE_RUN_NOT_FOUND" });
  expect((await engine.ask("millrace/listRuns", { flow: null, state: null, text: "", offset: 0, limit: 10 })).total).toBe(0);
});

test("a run goes out as a file and comes back as another's", async ({ bench }) => {
  const engine = await bench.open();
  const { runId, name } = await engine.ask("millrace/run", { kind: "flow", file: bench.file, flow: "fails", parameters: null });
  await runOf(engine, runId);
  const file = bench.project.path("run.zip");
  const { sizeBytes, summary } = await engine.ask("millrace/export", { runId, file });
  expect([sizeBytes > 500, summary.startsWith("# fails: Failed\n")]).toEqual([true, true]);
  expect(await engine.ask("millrace/import", { file })).toEqual({ runId, name, isNew: false });
  await engine.ask("millrace/delete", { runIds: [runId] });
  expect(await engine.ask("millrace/import", { file })).toEqual({ runId, name, isNew: true });
  const run = await engine.until(() => engine.events("millrace/changed").flatMap(({ runs }) => runs ?? []).find(({ id, importedAt }) => id === runId && importedAt !== null));
  expect([run.state.name, run.name]).toEqual(["Failed", name]);
});

test("in restricted mode flows are listed and nothing is run", async ({ bench }) => {
  const engine = await bench.open({ isTrusted: false });
  await engine.until(() => engine.events("millrace/changed").find(({ isScanned }) => isScanned));
  expect((await engine.ask("millrace/snapshot", {})).flows).toHaveLength(5);
  expect(await failureOf(engine.ask("millrace/run", { kind: "flow", file: bench.file, flow: "sum", parameters: null }))).toMatchObject({ code: "MILLRACE_RESTRICTED" });
  expect(existsSync(bench.project.path(".millrace"))).toBe(false);
});

test("a workspace without millrace is told as such, and seen once it is installed", async ({ bench }) => {
  rmSync(bench.project.path("node_modules", "millrace"));
  const engine = await bench.open();
  await engine.until(() => engine.events("millrace/changed").find(({ node }) => node?.kind === "found"));
  expect((await engine.ask("millrace/snapshot", {})).sdk).toEqual({ kind: "missing" });
  expect(await failureOf(engine.ask("millrace/run", { kind: "flow", file: bench.file, flow: "sum", parameters: null }))).toMatchObject({ code: "MILLRACE_NOT_INSTALLED", hint: expect.stringContaining("npm install millrace") });

  mkdirSync(bench.project.path("node_modules", "millrace"));
  writeFileSync(bench.project.path("node_modules", "millrace", "package.json"), JSON.stringify({ name: "millrace", version: "9.0.0", millrace: { protocol: protocolVersion + 1 } }));
  const { sdk } = await engine.until(() => engine.events("millrace/changed").find(({ sdk: found }) => found?.kind === "mismatch"));
  expect(sdk).toMatchObject({ version: "9.0.0", protocol: protocolVersion + 1 });
  expect(await failureOf(engine.ask("millrace/run", { kind: "flow", file: bench.file, flow: "sum", parameters: null }))).toMatchObject({ code: "MILLRACE_VERSION_MISMATCH", hint: "Update the Millrace extension." });
});

test("a Node that is not there is told as such, and so is an env file", async ({ bench }) => {
  const engine = await bench.open({ nodePath: "/no/such/node" });
  const order = { kind: "flow", file: bench.file, flow: "sum", parameters: null } as const;
  expect(await failureOf(engine.ask("millrace/run", order))).toMatchObject({ code: "MILLRACE_NODE_UNUSABLE", message: expect.stringContaining("/no/such/node") });
  const { defaultSettings } = await import("./engine-process.ts");
  await engine.ask("millrace/configure", { ...defaultSettings, envFile: "none.env" });
  expect(await failureOf(engine.ask("millrace/run", order))).toMatchObject({ code: "MILLRACE_USAGE", message: expect.stringContaining("none.env") });
  expect(namesIn(bench.project.path(".millrace", "runs"))).toEqual([]);
});

test("a store that cannot be written is told as such by what would write it", async ({ bench }) => {
  bench.project.write("no-folder", "");
  bench.project.env["MILLRACE_HOME"] = bench.project.path("no-folder");
  const engine = await bench.open();
  expect(await failureOf(engine.ask("millrace/run", { kind: "flow", file: bench.file, flow: "sum", parameters: null }))).toMatchObject({ code: "MILLRACE_STORE_UNWRITABLE", message: expect.stringContaining("no-folder") });
  expect((await engine.ask("millrace/snapshot", {})).runs).toEqual([]);
});

test("a refusal of the runner is the answer, and leaves nothing", async ({ bench }) => {
  const engine = await bench.open();
  bench.project.write("broken.ts", 'import { flow } from "millrace";\nexport const a = flow(async () => {;\n');
  expect(await failureOf(engine.ask("millrace/run", { kind: "flow", file: bench.project.path("broken.ts"), flow: "a", parameters: null }))).toMatchObject({ code: "MILLRACE_USAGE", message: expect.stringContaining("broken.ts") });
  expect(readdirSync(bench.project.path(".millrace", "runs"))).toEqual([]);
  expect((await engine.ask("millrace/snapshot", {})).runs).toEqual([]);
});

test("an extension of another protocol is refused", async ({ startEngine }) => {
  expect(await failureOf(startEngine().initialize({}, { protocol: protocolVersion + 1 }))).toMatchObject({ code: "MILLRACE_VERSION_MISMATCH" });
});

test("the engine ends with its parent's channel; its runs go on, or are cancelled where the settings say so", async ({ bench }) => {
  const finishing = await bench.open();
  const goesOn = await finishing.ask("millrace/run", { kind: "flow", file: bench.file, flow: "waits", parameters: null });
  const gone = new Promise((resolve) => finishing.child.once("exit", resolve));
  finishing.child.disconnect();
  await gone;

  const cancelling = await bench.open({ onWindowClose: "cancel" });
  const isCancelled = await cancelling.ask("millrace/run", { kind: "flow", file: bench.file, flow: "waits", parameters: null });
  await cancelling.shutdown();

  const later = await bench.open();
  expect((await runOf(later, isCancelled.runId)).state.type).toBe("CANCELLED");
  expect((await runOf(later, goesOn.runId, () => true)).state.type).toBe("RUNNING");
  await later.ask("millrace/stop", goesOn);
  await runOf(later, goesOn.runId);
});
