/** What cannot be read: a file of another user, as root meets it (a folder in its place, a link to itself), and records that are damaged. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { PruneOptions } from "../../core/protocol/engine-api.ts";
import { runsLines } from "../../cli/view/runs-table.ts";
import { treeOfDocument } from "../../cli/view/document-tree.ts";
import { plainLook } from "../cli/build.ts";
import { appendRecords, endedRun, makeWorkspace, openEngine, runId, runningRun, startUs, state, writeRun } from "./build-history.ts";

const keepNone: PruneOptions = { retention: { maxRuns: 0, maxAgeMs: null, maxBytes: null }, cache: { maxAgeMs: null, maxBytes: null }, isDryRun: false };
const mend = "Mend the permissions, or set MILLRACE_HOME to another folder.";

type Damage = (path: string) => void;
const damages: readonly (readonly [string, Damage])[] = [
  ["a folder", (path) => mkdirSync(path)],
  ["a link to itself", (path) => symlinkSync(path, path)],
];

test.for(damages)("limits and variables whose file is %s are no failure of Millrace", async ([, damage]) => {
  const workspace = makeWorkspace();
  const folder = join(workspace.home, "engine");
  mkdirSync(folder, { recursive: true });
  const [limits, variables] = [join(folder, "limits.ndjson"), join(folder, "variables.ndjson")];
  for (const path of [limits, variables]) damage(path);
  const engine = openEngine(workspace);
  const refusal = (path: string): object => ({ name: "UsageError", message: expect.stringContaining(`${path} cannot be read: `) as string, hint: mend });
  await expect(engine.listLimits()).rejects.toMatchObject(refusal(limits));
  await expect(engine.deleteLimit("x")).rejects.toMatchObject(refusal(limits));
  await expect(engine.listVariables()).rejects.toMatchObject(refusal(variables));
});

test("a cache that cannot be read is told as such by a prune", async () => {
  const workspace = makeWorkspace();
  const views = join(workspace.home, "cache", "views");
  mkdirSync(join(views, ".."), { recursive: true });
  writeFileSync(views, "");
  await expect(openEngine(workspace).prune(keepNone)).rejects.toMatchObject({ name: "UsageError", message: expect.stringContaining(`${views} cannot be read: `) as string, hint: mend });
});

test("a prune passes over a run whose folder cannot be read, and over one whose records cannot", async () => {
  const workspace = makeWorkspace();
  const over = writeRun(workspace, { id: runId("a"), name: "over", records: endedRun(runId("a"), undefined, "over") });
  const folder = writeRun(workspace, { id: runId("b"), name: "folder", records: endedRun(runId("b"), undefined, "folder") });
  rmSync(folder, { recursive: true });
  writeFileSync(folder, "");
  const records = writeRun(workspace, { id: runId("c"), name: "records", records: [] });
  rmSync(join(records, "events.ndjson"), { force: true });
  mkdirSync(join(records, "events.ndjson"));
  const report = await openEngine(workspace).prune(keepNone);
  expect([report.runs.map(({ flowRun }) => flowRun.name), report.keptRuns]).toEqual([["over"], 2]);
  expect(existsSync(over)).toBe(false);
});

test("records of which none can be read make that run alone unreadable", async () => {
  const workspace = makeWorkspace();
  const events = join(writeRun(workspace, { id: runId("a"), name: "bad", minute: 1, records: endedRun(runId("a")) }), "events.ndjson");
  rmSync(events);
  mkdirSync(events);
  writeRun(workspace, { id: runId("b"), name: "good", minute: 2, records: endedRun(runId("b"), undefined, "good") });
  const engine = openEngine(workspace);
  expect((await engine.listRuns({})).map(({ name, problem }) => [name, problem])).toEqual([
    ["good", undefined],
    ["bad", expect.stringMatching(/^unreadable from record 1: its events.ndjson cannot be read: EISDIR/)],
  ]);
  expect((await engine.showRun("bad")).flowRun?.problem).toMatch(/EISDIR/);
  expect((await engine.query("select name, problem is null from flow_runs order by name")).rows).toEqual([["bad", 0], ["good", 1]]);
  await engine.deleteRun("bad");
  expect((await engine.listRuns({})).map(({ name }) => name)).toEqual(["good"]);
});

describe("a run with a damaged line in the midst of its records", () => {
  async function damaged() {
    const workspace = makeWorkspace();
    const id = runId("a");
    const directory = writeRun(workspace, { id, name: "torn", records: runningRun(id, "torn") });
    const events = join(directory, "events.ndjson");
    appendFileSync(events, "garbage\n");
    appendRecords(directory, [{ k: "state", run: 0, state: state("COMPLETED", "Completed") }], startUs, 1, 6);
    return { engine: openEngine(workspace), id, events };
  }

  test("is no longer said to take longer and longer", async () => {
    const { engine, id } = await damaged();
    const [run] = await engine.listRuns({});
    const document = await engine.showRun("torn");
    const nowUs = startUs + 60_000_000;
    const row = runsLines(run === undefined ? [] : [run], { ids: [id], nowUs, isFiltered: false }, plainLook)[1];
    expect([row?.trimEnd(), treeOfDocument(document, nowUs)?.durationMs]).toEqual([expect.stringMatching(/Running .* ago$/), null]);
  });

  test("is refused with what can be done, which is not to wait", async () => {
    const { engine, id, events } = await damaged();
    const before = readFileSync(events, "utf8");
    const short = id.slice(0, 8);
    const refusal = { message: expect.stringContaining("unreadable from record 6: ") as string, hint: expect.stringContaining(`millrace runs delete ${short}`) as string };
    await expect(engine.resumeRun("torn")).rejects.toMatchObject(refusal);
    await expect(engine.rerunFrom("torn", { from: [], onlyFailed: true, parameters: null })).rejects.toMatchObject(refusal);
    await expect(engine.cancelRun("torn")).rejects.toMatchObject(refusal);
    expect(readFileSync(events, "utf8")).toBe(before);
    await engine.deleteRun("torn");
    expect(await engine.listRuns({})).toEqual([]);
  });
});
