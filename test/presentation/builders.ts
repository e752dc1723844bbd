import type { FlowEntry } from "../../core/protocol/flow-entry.ts";
import type { PauseSummary, RunSummary } from "../../core/protocol/run-summary.ts";

/** 2026-01-31T12:00:00Z. */
export const noonUs = Date.UTC(2026, 0, 31, 12) * 1_000;
export const secondUs = 1_000_000;

export function makeFlow(change: Partial<FlowEntry> = {}): FlowEntry {
  const place = { file: "flows/load.ts", line: 10, column: 21, firstLine: 10, lastLine: 20 };
  return { id: "flows/load.ts#load", name: "load", export: "load", ...place, description: null, parameters: "none", isBroken: false, ...change };
}

/** A run that took 1.8 s and ended two minutes before noon. */
export function makeRun(change: Partial<RunSummary> = {}): RunSummary {
  const startAt = noonUs - 121.8 * secondUs;
  return {
    id: "run-1",
    name: "brisk-heron",
    flow: "load",
    flowId: "flows/load.ts#load",
    file: "flows/load.ts",
    state: { type: "COMPLETED", name: "Completed", message: null },
    attempt: 1,
    trigger: "editor",
    rerunOf: null,
    createdAt: startAt,
    startAt,
    endAt: noonUs - 120 * secondUs,
    importedAt: null,
    restUs: 0,
    tasks: { total: 12, running: 0, completed: 12, failed: 0 },
    pauses: [],
    isResumable: false,
    failure: null,
    problem: null,
    ...change,
  };
}

export function makeRunningRun(change: Partial<RunSummary> = {}): RunSummary {
  const startAt = noonUs - 3.2 * secondUs;
  const tasks = { total: 12, running: 2, completed: 4, failed: 0 };
  return makeRun({ state: { type: "RUNNING", name: "Running", message: null }, createdAt: startAt, startAt, endAt: null, tasks, ...change });
}

export function makePause(change: Partial<PauseSummary> = {}): PauseSummary {
  return { flowRunId: "run-1", name: "brisk-heron", number: 1, kind: "paused", key: null, description: "Ship v1.4.0?", timeoutAt: null, ...change };
}

export function makeWaitingRun(change: Partial<RunSummary> = {}): RunSummary {
  return makeRunningRun({ state: { type: "PAUSED", name: "Paused", message: null }, pauses: [makePause()], ...change });
}

export function makeFailedRun(change: Partial<RunSummary> = {}): RunSummary {
  const failure = {
    task: { id: "task-3", name: "upload" },
    error: { name: "Error", message: "The warehouse is closed." },
    at: { file: "/ws/flows/load.ts", line: 14, column: 9 },
    callSites: [],
  };
  return makeRun({ state: { type: "FAILED", name: "Failed", message: null }, isResumable: true, failure, ...change });
}
