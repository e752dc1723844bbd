import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomUUID } from "node:crypto";
import { onTestFinished } from "vitest";
import { encodeBody } from "../../core/records/encode.ts";
import type { RunRecordBody } from "../../core/records/run-record.ts";
import type { RunRequest } from "../../core/protocol/run-request.ts";
import type { EngineApi } from "../../core/protocol/engine-api.ts";
import type { RunState } from "../../core/states/run-state.ts";
import { createRunDirectory } from "../../journal/create-run.ts";
import { openDiskStorage } from "../../journal/disk-storage.ts";
import { thisMachine } from "../../journal/machine.ts";
import { claimGeneration, type Owner } from "../../journal/owner-file.ts";
import { RunWriter } from "../../journal/run-writer.ts";
import { findWorkspace, type Workspace } from "../../journal/workspace.ts";
import { createEngine, type EngineOptions } from "../../engine/engine.ts";
import { systemClock } from "../../sdk/process/system-clock.ts";

/** A pid that no process has: beyond what Linux, macOS and Windows give. */
export const deadPid = 2 ** 30;

export const startUs = Date.UTC(2026, 0, 31, 9) * 1_000;

/** An empty workspace that goes when the test ends. */
export function makeWorkspace(): Workspace {
  const folder = mkdtempSync(join(tmpdir(), "millrace-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "package.json"), "{}");
  return findWorkspace(folder, folder, undefined);
}

export function openEngine(workspace: Workspace, options: Partial<EngineOptions> = {}): EngineApi {
  const engine = createEngine({
    cwd: workspace.root,
    env: { PATH: process.env["PATH"] },
    clock: systemClock,
    randomness: { fraction: Math.random, uuid: randomUUID },
    version: "0.0.0-test",
    cancelGraceMs: 200,
    ...options,
  });
  onTestFinished(() => engine.dispose());
  return engine;
}

export interface RunOnDisk {
  readonly id: string;
  readonly name?: string;
  readonly flow?: string;
  /** Minutes after 2026-01-31 09:00 UTC at which it was asked for. */
  readonly minute?: number;
  /** What stands in its file; default: nothing. */
  readonly records?: readonly RunRecordBody[];
  /** Who claimed it; default: a process of this machine that is dead. `null`: nobody. */
  readonly owner?: Partial<Owner> | null;
  readonly request?: Partial<RunRequest>;
}

/** Writes a run's directory as its owner leaves it. Times of records are a millisecond apart. */
export function writeRun(workspace: Workspace, run: RunOnDisk): string {
  const createdAt = startUs + (run.minute ?? 0) * 60_000_000;
  const request: RunRequest = {
    v: 1,
    id: run.id,
    name: run.name ?? "calm-otter",
    createdAt,
    module: join(workspace.root, "flows.ts"),
    flow: run.flow ?? "stars",
    flowName: run.flow ?? "stars",
    parameters: {},
    isParametersGiven: false,
    trigger: "command",
    ...run.request,
  };
  const directory = createRunDirectory(workspace, request);
  if (run.owner !== null) claimGeneration(directory, { ...thisMachine(), generation: 1, pid: deadPid, socket: null, ...run.owner });
  if (run.records !== undefined) appendRecords(directory, run.records, createdAt);
  return directory;
}

export function appendRecords(directory: string, records: readonly RunRecordBody[], firstAt: number, generation = 1, lastNumber = 0): void {
  let now = firstAt;
  const writer = new RunWriter({
    storage: openDiskStorage(directory),
    clock: { nowUs: () => (now += 1_000), startTimer: () => ({ cancel: () => undefined }) },
    generation,
    lastNumber,
    onFailure: (error) => {
      throw error;
    },
  });
  for (const record of records) writer.write(writer.tick(), encodeBody(record));
  writer.close();
}

/** Ids that differ in their first digit. */
export function runId(digit: string): string {
  return `${digit.repeat(8)}-${digit.repeat(4)}-4000-8000-${digit.repeat(12)}`;
}

export function state(type: RunState["type"], name: string, minute = 0, message: string | null = null): RunState {
  const at = startUs + minute * 60_000_000 + 5_000;
  if (type === "SCHEDULED") return { type, name, at, message, scheduledAt: at };
  if (type === "PAUSED") return { type, name, at, message, timeoutAt: at, suspended: false };
  return { type, name, at, message };
}

/** The records of a flow run that is running: its opening, definition, start. */
export function runningRun(id: string, name = "calm-otter", flow = "stars"): RunRecordBody[] {
  return [
    { k: "open", v: 1, id, pid: deadPid, sdk: "0.0.0-test", node: "v20" },
    { k: "def", def: 1, kind: "flow", name: flow, file: "flows.ts", position: "flows.ts:1:1" },
    { k: "flow", run: 0, id, def: 1, name, params: { n: { v: 3 } } },
    { k: "state", run: 0, state: state("PENDING", "Pending") },
    { k: "state", run: 0, state: state("RUNNING", "Running") },
  ];
}

/** The records of a flow run that has ended. */
export function endedRun(id: string, end: RunState = state("COMPLETED", "Completed"), name = "calm-otter", flow = "stars"): RunRecordBody[] {
  return [
    ...runningRun(id, name, flow),
    { k: "state", run: 0, state: end },
    {
      k: "closed",
      id,
      kind: "flow",
      name,
      flow,
      file: "flows.ts",
      params: { n: { v: 3 } },
      state: end,
      startAt: end.at,
      endAt: end.at,
      attempt: 1,
      tasks: 0,
      failed: 0,
      tags: [],
    },
  ];
}
