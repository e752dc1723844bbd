import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { PruneOptions, PruneReport } from "../../../core/protocol/engine-api.ts";
import { claimGeneration } from "../../../journal/owner-file.ts";
import { thisMachine } from "../../../journal/machine.ts";
import { temporaryFor } from "../../../journal/temporary-file.ts";
import { discardRun } from "../../../engine/runs/history/discard-run.ts";
import { ViewedRuns } from "../../../engine/runs/retention/viewed-runs.ts";
import { appendRecords, deadPid, endedRun, makeWorkspace, openEngine, runId, runningRun, startUs, state, writeRun } from "../build-history.ts";
import { recordVersion } from "../../../core/records/run-record.ts";

const keepNone: PruneOptions = { retention: { maxRuns: 0, maxAgeMs: null, maxBytes: null }, cache: { maxAgeMs: null, maxBytes: null }, isDryRun: false };

function names({ runs }: PruneReport): readonly string[] {
  return runs.map(({ flowRun, reason }) => `${flowRun.name} ${reason}`);
}

test("what a dry run tells is what goes, and the dry run removes nothing", async () => {
  const workspace = makeWorkspace();
  for (const [index, digit] of ["a", "b", "c", "d"].entries()) {
    writeRun(workspace, { id: runId(digit), minute: index, name: `run-${digit}`, records: endedRun(runId(digit), state("COMPLETED", "Completed", index), `run-${digit}`) });
  }
  const engine = openEngine(workspace);
  const options = { ...keepNone, retention: { ...keepNone.retention, maxRuns: 2 } };
  const dry = await engine.prune({ ...options, isDryRun: true });
  expect([names(dry), readdirSync(workspace.runs).length]).toEqual([["run-a count", "run-b count"], 4]);
  const real = await engine.prune(options);
  expect({ ...real, isDryRun: true }).toEqual(dry);
  expect((await engine.listRuns({})).map(({ name }) => name)).toEqual(["run-d", "run-c"]);
  expect(readdirSync(workspace.runs)).toHaveLength(2);
});

test("of two prunes at once each removes what the other has not, and neither fails", async () => {
  const workspace = makeWorkspace();
  const ids = [..."0123456789abcdef"].map(runId);
  for (const id of ids) writeRun(workspace, { id, name: id, records: endedRun(id, state("COMPLETED", "Completed", 1), id) });
  const reports = await Promise.all([1, 2].map(() => openEngine(workspace).prune(keepNone)));
  const removed = reports.flatMap((report) => report.runs.map(({ flowRun }) => flowRun.id));
  expect([removed.sort(), readdirSync(workspace.runs), reports.map(({ keptRuns }) => keptRuns)]).toEqual([ids, [], [0, 0]]);
});

test("a run that another has deleted meanwhile is gone, which is no failure", async () => {
  const workspace = makeWorkspace();
  const directory = writeRun(workspace, { id: runId("a"), records: endedRun(runId("a")) });
  rmSync(directory, { recursive: true });
  expect(await discardRun({ machine: thisMachine() }, { directory })).toBe("gone");
});

test("what goes on, waits, is looked at, is of a newer version or damaged is never removed", async () => {
  const workspace = makeWorkspace();
  const [alive, suspended, viewed, newer, torn, over] = ["a", "b", "c", "d", "e", "f"].map(runId) as [string, string, string, string, string, string];
  writeRun(workspace, { id: alive, name: "alive", records: runningRun(alive, "alive"), owner: { pid: process.pid } });
  const waiting = { type: "PAUSED" as const, name: "Suspended", at: startUs + 5_000, message: null, timeoutAt: startUs * 2, suspended: true };
  writeRun(workspace, { id: suspended, name: "suspended", records: [...runningRun(suspended, "suspended"), { k: "state", run: 0, state: waiting }] });
  const directory = writeRun(workspace, { id: viewed, name: "viewed", records: endedRun(viewed, undefined, "viewed") });
  writeRun(workspace, { id: newer, name: "newer", records: [{ k: "open", v: recordVersion + 1, id: newer, pid: 1, sdk: "9", node: "v30" }, ...endedRun(newer).slice(1)] });
  const damaged = writeRun(workspace, { id: torn, name: "torn", records: runningRun(torn, "torn") });
  writeFileSync(join(damaged, "request.json"), "{");
  writeRun(workspace, { id: over, name: "over", records: endedRun(over, undefined, "over") });
  const views = new ViewedRuns(thisMachine());
  views.note(viewed, directory);

  const engine = openEngine(workspace);
  const report = await engine.prune(keepNone);
  expect([names(report), report.keptRuns]).toEqual([["over count"], 5]);
  views.forget(viewed);
  expect(names(await engine.prune(keepNone))).toEqual(["viewed count"]);
});

test("a viewer that was killed protects nothing", async () => {
  const workspace = makeWorkspace();
  writeRun(workspace, { id: runId("a"), name: "old", records: endedRun(runId("a"), undefined, "old") });
  const views = join(workspace.home, "cache", "views");
  mkdirSync(views, { recursive: true });
  writeFileSync(join(views, `${runId("a")}.${deadPid}`), JSON.stringify({ ...thisMachine(), pid: deadPid }));
  expect(names(await openEngine(workspace).prune(keepNone))).toEqual(["old count"]);
  expect(readdirSync(views)).toEqual([]);
});

test("a run that somebody resumes this moment stays, and what a killed deletion left goes", async () => {
  const workspace = makeWorkspace();
  const directory = writeRun(workspace, { id: runId("a"), name: "resumed", records: endedRun(runId("a"), state("FAILED", "Failed"), "resumed") });
  // The runner of the resume has claimed the run and not written yet.
  claimGeneration(directory, { ...thisMachine(), generation: 2, pid: process.pid, socket: null });
  appendRecords(directory, [{ k: "open", v: 1, id: runId("a"), pid: process.pid, sdk: "0", node: "v20" }], startUs + 9_000_000, 2, 7);
  const ofDead = `.${encodeURIComponent(hostname())}.${deadPid}-0.tmp`;
  for (const left of [".deleted-2026-01-31-half-gone", `.new-${runId("b")}${ofDead}`, `.import-${runId("c")}${ofDead}`]) mkdirSync(join(workspace.runs, left, "results"), { recursive: true });
  writeFileSync(join(workspace.home, `index${ofDead}`), "{");
  mkdirSync(temporaryFor(join(workspace.runs, ".import-of-somebody")));
  expect(names(await openEngine(workspace).prune(keepNone))).toEqual([]);
  expect([existsSync(directory), readdirSync(workspace.runs).length]).toEqual([true, 2]);
  expect(readdirSync(workspace.home).filter((name) => name.startsWith("index"))).toEqual([]);
});

test("sizes are those of all files, and free what is beyond", async () => {
  const workspace = makeWorkspace();
  for (const [index, digit] of ["a", "b", "c"].entries()) {
    const directory = writeRun(workspace, { id: runId(digit), minute: index, name: `run-${digit}`, records: endedRun(runId(digit), state("COMPLETED", "Completed", index), `run-${digit}`) });
    mkdirSync(join(directory, "results"));
    writeFileSync(join(directory, "results", "big.json"), "x".repeat(1_000_000));
  }
  const report = await openEngine(workspace).prune({ ...keepNone, retention: { maxRuns: null, maxAgeMs: null, maxBytes: 2_500_000 } });
  expect(names(report)).toEqual(["run-a size"]);
  expect(report.freedBytes).toBeGreaterThan(1_000_000);
});
