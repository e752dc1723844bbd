/**
 * Years of history in seconds: run directories by the writer that a run itself uses, with the records of runs that are
 * plausible: five flows, fan-outs that pass values on, retries, failures with stacks, logs.
 */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Clock } from "../../core/base/clock.ts";
import { encodeBody } from "../../core/records/encode.ts";
import { recordVersion, type RunRecordBody } from "../../core/records/run-record.ts";
import type { RunState } from "../../core/states/run-state.ts";
import { closingRecord } from "../../engine/runs/closed-record.ts";
import { RunFold } from "../../core/records/fold.ts";
import { createRunDirectory } from "../../journal/create-run.ts";
import { openDiskStorage } from "../../journal/disk-storage.ts";
import { RunWriter } from "../../journal/run-writer.ts";
import type { Workspace } from "../../journal/workspace.ts";

export interface HistoryShape {
  readonly runs: number;
  readonly tasksPerRun: number;
  /** Lines of log in each run. Default: 20. */
  readonly logLines?: number;
  /** When the newest run was made, in microseconds; each one before it is 3 hours older. */
  readonly newestAt: number;
}

const flows = ["GitHub Stars", "Orders ETL", "nightlyReport", "syncCustomers", "buildIndex"] as const;
const tasks = ["fetchPage", "parse", "enrich", "store", "notify"] as const;
const gapUs = 3 * 3_600 * 1_000_000;

/** Gives the ids of the runs, the oldest first. */
export function makeHistory(workspace: Workspace, shape: HistoryShape): readonly string[] {
  return Array.from({ length: shape.runs }, (_, index) => makeRun(workspace, shape, index));
}

function makeRun(workspace: Workspace, { runs, tasksPerRun, logLines = 20, newestAt }: HistoryShape, index: number): string {
  const id = randomUUID();
  const createdAt = newestAt - (runs - 1 - index) * gapUs;
  const flow = flows[index % flows.length] ?? flows[0];
  const name = `brisk-heron-${index}`;
  const file = `flows/${flow.toLowerCase().replaceAll(" ", "-")}.ts`;
  const params = { day: { v: `day ${index}` }, size: { v: tasksPerRun } };
  const directory = createRunDirectory(workspace, {
    v: 1,
    id,
    name,
    createdAt,
    module: join(workspace.root, file),
    flow,
    flowName: flow,
    parameters: params,
    isParametersGiven: true,
    trigger: index % 3 === 0 ? "command" : "editor",
  });
  let now = createdAt;
  const clock: Clock = { nowUs: () => (now += 137), startTimer: () => ({ cancel: () => undefined }) };
  const fold = new RunFold();
  const writer = new RunWriter({
    storage: openDiskStorage(directory),
    clock,
    generation: 1,
    onFailure: (error) => {
      throw error;
    },
  });
  const write = (bodyAt: (at: number) => RunRecordBody | undefined): void => {
    const at = writer.tick(2);
    const body = bodyAt(at);
    if (body === undefined) return;
    writer.write(at, encodeBody(body));
    fold.add({ ...body, n: writer.lastNumber, g: 1, at });
  };
  const enter = (subject: { readonly run: number } | { readonly task: number }, stateAt: (at: number) => RunState): void => write((at) => ({ k: "state", ...subject, state: stateAt(at) }));

  write(() => ({ k: "open", v: recordVersion, id, pid: 4_711, sdk: "0.1.0", node: "v24.0.0" }));
  write(() => ({ k: "def", def: 1, kind: "flow", name: flow, file, position: `${file}:10:28`, version: "32cc03cb10152bd5" }));
  write(() => ({ k: "flow", run: 0, id, def: 1, name, params }));
  enter({ run: 0 }, (at) => ({ type: "PENDING", name: "Pending", at, message: null }));
  enter({ run: 0 }, (at) => ({ type: "RUNNING", name: "Running", at, message: null }));
  for (const [place, task] of tasks.entries()) {
    write(() => ({ k: "def", def: place + 2, kind: "task", name: task, file, position: `${file}:${20 + place}:14` }));
    write(() => ({ k: "site", site: place + 1, position: `${file}:${60 + place}:9` }));
  }
  const fails = index % 7 === 3;
  const error = { name: "TypeError", message: "fetch failed", stack: `TypeError: fetch failed\n    at fetchPage (${join(workspace.root, file)}:22:9)\n    at async nightly (${join(workspace.root, file)}:61:5)` };
  for (let task = 1; task <= tasksPerRun; task += 1) {
    const place = task % tasks.length;
    const upstream = task > tasks.length ? task - tasks.length : null;
    write(() => ({
      k: "task",
      task,
      def: place + 2,
      no: Math.floor((task - 1) / tasks.length),
      site: place + 1,
      run: 0,
      in: upstream === null ? { page: { v: task } } : { page: { t: upstream }, retries: { v: 3 } },
      ...(upstream === null ? {} : { dep: [[upstream, "future", "page"]] as const }),
      s: 1,
    }));
    if (task % 50 === 17) {
      enter({ task }, (at) => ({ type: "SCHEDULED", name: "AwaitingRetry", at, message: null, scheduledAt: at + 1_000_000 }));
      enter({ task }, (at) => ({ type: "RUNNING", name: "Retrying", at, message: null }));
    }
    if (fails && task === tasksPerRun) enter({ task }, (at) => ({ type: "FAILED", name: "Failed", at, message: error.message, error }));
    else write(() => ({ k: "done", task, r: { v: { page: task, title: `Title of page ${task}`, words: task * 31 } } }));
    if (task <= logLines) writer.writeLog({ at: now, level: task % 9 === 0 ? "warn" : "info", message: `page ${task} has ${task * 31} words`, run: 0, task });
  }
  enter({ run: 0 }, (at) => (fails ? { type: "FAILED", name: "Failed", at, message: error.message, error } : { type: "COMPLETED", name: "Completed", at, message: null, result: { v: tasksPerRun } }));
  write(() => closingRecord(fold));
  writer.close();
  return id;
}
