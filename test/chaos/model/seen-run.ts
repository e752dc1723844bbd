/**
 * A run as its file tells it, read by nothing of Millrace's own: whole lines, parsed, and the states that they say.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readJson } from "../workspace.ts";

export interface SeenRecord {
  readonly n: number;
  readonly g: number;
  readonly at: number;
  readonly k: string;
  readonly [field: string]: unknown;
}

export interface SeenState {
  readonly type: string;
  readonly name: string;
  readonly record: number;
  /** What stands before it that lets a run leave its final state: a new attempt, or a call that goes on with it. */
  readonly isNewStart: boolean;
}

export interface SeenTask {
  readonly task: number;
  readonly states: readonly SeenState[];
  /** Number of the child flow run that it tracks. */
  readonly child: number | null;
  readonly isSuperseded: boolean;
  readonly isCommitted: boolean;
  /** The first input, where it is a text: what the witness calls it. */
  readonly key: string | null;
}

export interface SeenRun {
  readonly id: string;
  readonly directory: string;
  readonly flow: string;
  readonly records: readonly SeenRecord[];
  /** A line that is no record, with its number in the file. */
  readonly badLines: readonly string[];
  /** Bytes behind the last newline. */
  readonly tornBytes: number;
  readonly flowRuns: ReadonlyMap<number, readonly SeenState[]>;
  readonly tasks: ReadonlyMap<number, SeenTask>;
  readonly rootState: SeenState | undefined;
  readonly isClosed: boolean;
}

/** `undefined` for a run whose folder is gone, or was never finished. */
export function seeRun({ id, directory }: { readonly id: string; readonly directory: string }): SeenRun | undefined {
  const request = readJson(join(directory, "request.json"));
  if (request === undefined) return undefined;
  const text = readText(join(directory, "events.ndjson"));
  const lines = text.split("\n");
  const tornBytes = lines.pop()?.length ?? 0;
  const records: SeenRecord[] = [];
  const badLines: string[] = [];
  lines.forEach((line, index) => {
    const record = parseRecord(line);
    if (record === undefined) badLines.push(`line ${index + 1}: ${line.slice(0, 120)}`);
    else records.push(record);
  });
  const { flowRuns, tasks } = new Replay(records);
  const rootState = flowRuns.get(0)?.at(-1);
  return { id, directory, flow: String(request["flow"]), records, badLines, tornBytes, flowRuns, tasks, rootState, isClosed: records.at(-1)?.k === "closed" };
}

export function isFinal(type: string): boolean {
  return type === "COMPLETED" || type === "FAILED" || type === "CANCELLED" || type === "CRASHED";
}

interface GrowingTask {
  readonly task: number;
  readonly states: SeenState[];
  readonly child: number | null;
  readonly key: string | null;
  isSuperseded: boolean;
  isCommitted: boolean;
  mayStart: boolean;
}

class Replay {
  readonly flowRuns = new Map<number, SeenState[]>();
  readonly tasks = new Map<number, GrowingTask>();
  readonly #tracking = new Map<number, number>();
  /** Flow runs whose function is called again. */
  readonly #again = new Set<number>();
  #generation = 0;
  #isReopened = false;

  constructor(records: readonly SeenRecord[]) {
    for (const record of records) this.#take(record);
  }

  #take(record: SeenRecord): void {
    const task = this.tasks.get(Number(record["task"]));
    switch (record.k) {
      case "open":
        this.#isReopened = this.#generation > 0;
        this.#generation = record.g;
        return;
      case "flow":
        this.flowRuns.set(Number(record["run"]), []);
        if (typeof record["task"] === "number") this.#tracking.set(Number(record["run"]), record["task"]);
        return;
      case "task":
        this.#addTask(record);
        return;
      case "start":
        if (task !== undefined) enter(task, "RUNNING", "Running", record.n);
        return;
      case "done":
        if (task !== undefined) enter(task, "COMPLETED", "Completed", record.n);
        return;
      case "state":
        this.#addState(record);
        return;
      case "attempt":
        this.#again.add(Number(record["run"]));
        return;
      case "reuse":
        if (task === undefined) return;
        task.isSuperseded = false;
        task.mayStart = true;
        if (record["c"] === 1) enter(task, "COMPLETED", "Cached", record.n);
        else task.isCommitted = false;
        return;
      case "superseded":
      case "commit":
        for (const number of record["tasks"] as readonly number[]) {
          const each = this.tasks.get(number);
          if (each === undefined) continue;
          if (record.k === "commit") each.isCommitted = true;
          else each.isSuperseded = true;
        }
    }
  }

  #addTask(record: SeenRecord): void {
    const number = Number(record["task"]);
    const child = typeof record["child"] === "number" ? record["child"] : null;
    const task: GrowingTask = { task: number, states: [], child, key: keyOf(record), isSuperseded: false, isCommitted: false, mayStart: false };
    this.tasks.set(number, task);
    enter(task, "PENDING", "Pending", record.n);
    if (record["s"] === 1) enter(task, "RUNNING", "Running", record.n);
  }

  #addState(record: SeenRecord): void {
    const { type, name } = record["state"] as { readonly type: string; readonly name: string };
    if (typeof record["task"] === "number") {
      const task = this.tasks.get(record["task"]);
      if (task !== undefined) enter(task, type, name, record.n);
      return;
    }
    const run = Number(record["run"]);
    const states = this.flowRuns.get(run);
    if (states === undefined) return;
    // A run that is resumed is Pending again before its next attempt is counted.
    const isNewStart = this.#again.delete(run) || (this.#isReopened && type === "PENDING");
    states.push({ type, name, record: record.n, isNewStart });
    const tracking = this.tasks.get(this.#tracking.get(run) ?? -1);
    if (tracking === undefined || (name === "Pending" && tracking.states.at(-1)?.name === "Pending")) return;
    if (isNewStart) tracking.mayStart = true;
    enter(tracking, type, name, record.n);
  }
}

function enter(task: GrowingTask, type: string, name: string, record: number): void {
  task.states.push({ type, name, record, isNewStart: task.mayStart });
  task.mayStart = false;
}

function keyOf(record: SeenRecord): string | null {
  const [first] = Object.values((record["in"] ?? {}) as Readonly<Record<string, { readonly v?: unknown }>>);
  return typeof first?.v === "string" ? first.v : null;
}

function parseRecord(line: string): SeenRecord | undefined {
  try {
    const value = JSON.parse(line) as Partial<SeenRecord>;
    return typeof value.n === "number" && typeof value.g === "number" && typeof value.at === "number" && typeof value.k === "string" ? (value as SeenRecord) : undefined;
  } catch {
    return undefined;
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // Nothing has been written yet.
    return "";
  }
}
