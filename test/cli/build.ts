import type { EndedRun, EngineApi, StartedRun, StartRun } from "../../core/protocol/engine-api.ts";
import type { FlowRunDocument, LogDocument, RunDocument } from "../../core/protocol/run-document.ts";
import { RunFold } from "../../core/records/fold.ts";
import type { RunRecordBody } from "../../core/records/run-record.ts";
import type { RunView } from "../../core/records/run-view.ts";
import type { RunState } from "../../core/states/run-state.ts";
import type { Context, Output } from "../../cli/context.ts";
import { unicodeIcons } from "../../cli/view/icons.ts";
import type { Look } from "../../cli/view/look.ts";

/** 09:30:00 UTC. */
export const startUs = Date.parse("2026-01-31T09:30:00Z") * 1_000;

export const plainLook: Look = { icons: unicodeIcons, columns: 80, utcOffsetMinutes: 0, paint: (_paint, text) => text };

/** What is added to the start, in milliseconds, and what happens then. */
export type Step = readonly [atMs: number, record: RunRecordBody];

export function viewOf(steps: readonly Step[]): RunView {
  const fold = new RunFold();
  steps.forEach(([atMs, record], index) => fold.add({ n: index + 1, g: 1, at: at(atMs), ...record }));
  return fold;
}

export function at(ms: number): number {
  return startUs + ms * 1_000;
}

export const runId = "3f2a91c4-0000-4000-8000-000000000001";

/** A root flow run "GitHub Stars" named brisk-heron that is running. */
export function flowStarted(): readonly Step[] {
  return [
    [0, { k: "open", v: 1, id: runId, pid: 1, sdk: "0.1.0", node: "24.0.0" }],
    [0, { k: "def", def: 0, kind: "flow", name: "GitHub Stars", file: "flows/stars.ts", position: "flows/stars.ts:10:28" }],
    [0, { k: "def", def: 1, kind: "task", name: "getStars", file: "flows/stars.ts", position: "flows/stars.ts:3:18" }],
    [0, { k: "flow", run: 0, id: runId, def: 0, name: "brisk-heron", params: {} }],
    flowState(0, { type: "PENDING", name: "Pending", at: at(0), message: null }),
    flowState(1, { type: "RUNNING", name: "Running", at: at(1), message: null }),
  ];
}

export function flowState(atMs: number, state: RunState, run = 0): Step {
  return [atMs, { k: "state", run, state: { ...state, at: at(atMs) } }];
}

export function taskStarted(atMs: number, task: number, more: { readonly parent?: number; readonly run?: number } = {}): Step {
  return [atMs, { k: "task", task, def: 1, no: task - 1, run: 0, s: 1, ...more }];
}

export function taskDone(atMs: number, task: number): Step {
  return [atMs, { k: "done", task, r: { v: 1 } }];
}

export function taskState(atMs: number, task: number, state: RunState): Step {
  return [atMs, { k: "state", task, state: { ...state, at: at(atMs) } }];
}

export function failed(message: string): RunState {
  return { type: "FAILED", name: "Failed", at: 0, message: null, error: { name: "Error", message } };
}

export interface TestContext extends Context {
  readonly out: () => string;
  readonly err: () => string;
  /** Presses Ctrl+C. */
  readonly interrupt: () => void;
  /** Lets time pass. */
  readonly pass: (delayMs: number) => void;
  readonly exits: readonly number[];
}

export interface TestContextOptions {
  readonly engine?: Partial<EngineApi>;
  readonly env?: Readonly<Record<string, string>>;
  readonly terminal?: { readonly columns: number; readonly rows: number };
}

/** A context without a process: what is written is kept, time stands still, the engine is the test's. */
export function testContext(options: TestContextOptions = {}): TestContext {
  const stdout = testOutput(options.terminal);
  const stderr = testOutput(undefined);
  const listeners = new Set<() => void>();
  const exits: number[] = [];
  let nowUs = startUs;
  return {
    cwd: "/project",
    env: options.env ?? {},
    platform: "linux",
    nodeVersion: "24.0.0",
    utcOffsetMinutes: 0,
    clock: { nowUs: () => nowUs, startTimer: () => ({ cancel: () => undefined }) },
    stdout: stdout.output,
    stderr: stderr.output,
    onInterrupt: (listener) => {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },
    onExit: () => ({ dispose: () => undefined }),
    exitNow: (code) => {
      exits.push(code);
    },
    openEngine: () => Promise.resolve({ ...unusedEngine, ...options.engine }),
    out: stdout.text,
    err: stderr.text,
    interrupt: () => {
      for (const listener of listeners) listener();
    },
    pass: (delayMs) => {
      nowUs += delayMs * 1_000;
    },
    exits,
  };
}

export interface TestOutput {
  readonly output: Output;
  readonly text: () => string;
}

export function testOutput(terminal: TestContextOptions["terminal"]): TestOutput {
  let text = "";
  const output: Output = {
    isTty: terminal !== undefined,
    size: () => terminal,
    write: (written) => {
      text += written;
    },
    drained: () => Promise.resolve(),
  };
  return { output, text: () => text };
}

function unexpected(): never {
  throw new Error("The test's engine was asked for something that the test does not expect.");
}

const unusedEngine: EngineApi = {
  startRun: unexpected,
  resumeRun: unexpected,
  retryRun: unexpected,
  rerunFrom: unexpected,
  listRuns: () => Promise.resolve([]),
  runIds: () => Promise.resolve([]),
  showRun: unexpected,
  pauseSchemas: () => Promise.resolve(new Map()),
  followLogs: unexpected,
  cancelRun: unexpected,
  deleteRun: unexpected,
  listLimits: () => Promise.resolve([]),
  setLimit: unexpected,
  deleteLimit: unexpected,
  listVariables: () => Promise.resolve([]),
  setVariable: unexpected,
  deleteVariable: unexpected,
  prune: unexpected,
  exportRun: unexpected,
  importRun: unexpected,
  query: unexpected,
  giveUpLaunches: unexpected,
  dispose: () => Promise.resolve(),
};

export interface FakeRun {
  readonly run: StartedRun;
  readonly requests: StartRun[];
  readonly calls: string[];
  readonly end: (state: EndedRun["state"]) => void;
  /** Fulfils once the run is shown. */
  readonly begun: Promise<void>;
}

/** A run whose end the test decides; `calls` holds what was asked of it. */
export function fakeRun(view: RunView, logs: readonly LogDocument[] = []): FakeRun {
  const calls: string[] = [];
  let end: (state: EndedRun["state"]) => void = () => undefined;
  let begin: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const ended = new Promise<EndedRun>((resolve) => {
    end = (state) => resolve({ id: runId, state });
  });
  const run: StartedRun = {
    id: runId,
    name: "brisk-heron",
    directory: "/project/.millrace/runs/brisk-heron",
    onChange: (listener) => {
      listener(view);
      begin();
      return { dispose: () => undefined };
    },
    onLog: (listener) => {
      logs.forEach(listener);
      return { dispose: () => undefined };
    },
    ended,
    cancel: (reason) => {
      calls.push(`cancel ${String(reason)}`);
      return Promise.resolve();
    },
    kill: () => {
      calls.push("kill");
      return Promise.resolve();
    },
  };
  return { run, requests: [], calls, end, begun };
}

export function flowRunDocument(changes: Partial<FlowRunDocument> = {}): FlowRunDocument {
  const state = { id: "s", type: "COMPLETED", name: "Completed", message: null, timestamp: "2026-01-31T09:30:02.000000Z" } as const;
  return {
    id: runId,
    name: "brisk-heron",
    flow: "GitHub Stars",
    version: null,
    file: "flows/stars.ts",
    definition: "flows/stars.ts:10:28",
    parameters: {},
    state,
    states: [state],
    attempt: 1,
    expectedStartTime: null,
    startTime: "2026-01-31T09:30:00.000000Z",
    endTime: "2026-01-31T09:30:02.000000Z",
    totalRunTimeMs: 2_000,
    parentTaskRunId: null,
    parentRunId: null,
    rootRunId: runId,
    rerunOf: null,
    rerunFrom: null,
    deployment: null,
    tags: [],
    pause: null,
    ...changes,
  };
}

export function runDocument(changes: Partial<RunDocument> = {}): RunDocument {
  return { flowRun: flowRunDocument(), result: 3, taskRuns: [], childRuns: [], artifacts: [], logs: [], ...changes };
}
