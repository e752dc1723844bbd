import fc from "fast-check";
import type { RunRecord, RunRecordBody } from "../../core/records/run-record.ts";
import type { RunState } from "../../core/states/run-state.ts";
import type { StoredValue } from "../../core/states/stored-value.ts";

export const rootId = "492d0118-e143-4ecc-a3d6-c0422f2bbc0e";

/** Text whose characters take one to four bytes each, and what JSON escapes. */
export const texts: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.constantFrom("naïve", "水車", "🌊 mill\nrace", '"\\\u0000\u2028', "\ud800"),
);

const values: fc.Arbitrary<StoredValue> = fc.oneof(
  fc.record({ v: texts }),
  fc.record({ x: texts }),
  fc.record({ f: fc.constant("ab12.json"), c: fc.constantFrom("v" as const, "x" as const), size: fc.nat() }),
  fc.record({ m: texts }),
);

type Step =
  | { readonly kind: "task"; readonly text: string; readonly value: StoredValue; readonly isStarted: boolean; readonly isPlain: boolean }
  | { readonly kind: "start" | "done" | "fail" | "retry" | "set" | "item"; readonly pick: number; readonly text: string; readonly value: StoredValue }
  | { readonly kind: "child"; readonly text: string }
  | { readonly kind: "attempt" | "takeOver" | "hold" | "close" }
  | { readonly kind: "artifact" | "event"; readonly text: string; readonly value: StoredValue };

const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("task" as const), text: texts, value: values, isStarted: fc.boolean(), isPlain: fc.boolean() }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom("start", "done", "fail", "retry", "set", "item"), pick: fc.nat(50), text: texts, value: values }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("child" as const), text: texts }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("attempt", "takeOver", "hold", "close") }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("artifact", "event"), text: texts, value: values }) },
);

/** The records of a run as its owners, one or several, may have written them. */
export const legalRuns: fc.Arbitrary<readonly RunRecord[]> = fc.array(steps, { maxLength: 25, size: "max" }).map((list) => {
  const history = new History();
  for (const step of list) history.take(step);
  return history.records;
});

type Condition = "pending" | "running" | "completed" | "failed";

/** Plays a run's owners: turns steps into records and passes over those that the run's condition does not allow. */
class History {
  readonly records: RunRecord[] = [];
  readonly #tasks = new Map<number, Condition>();
  #at = 1_769_850_000_000_000;
  #generation = 0;
  #attempt = 1;
  #lastFlowRun = 0;
  #isClosed = false;
  #lastEvent = 0;
  #artifactSteps = 0;

  constructor() {
    this.#open();
    this.#write({ k: "def", def: 1, kind: "flow", name: "stars", file: "flows.ts", position: "flows.ts:1:1" });
    this.#write({ k: "def", def: 2, kind: "task", name: "get", file: null, position: null, hooks: ["onCrashed"] });
    this.#write({ k: "flow", run: 0, id: rootId, def: 1, name: "brisk-heron", params: { n: { v: 3 } } });
    this.#state({ run: 0 }, "PENDING", "Pending");
    this.#state({ run: 0 }, "RUNNING", "Running");
  }

  take(step: Step): void {
    if (this.#isClosed && step.kind !== "takeOver") return;
    switch (step.kind) {
      case "task":
        return this.#addTask(step);
      case "child":
        return this.#addChild(step.text);
      case "attempt":
        return this.#startAttempt();
      case "takeOver":
        this.#isClosed = false;
        return this.#open();
      case "hold":
        return this.#write({ k: "held", from: this.#at, to: this.#at + 5 });
      case "artifact":
        return this.#addArtifact(step.text, step.value);
      case "event":
        this.#lastEvent += 1;
        return this.#write({ k: "event", event: `e${this.#lastEvent}`, name: step.text, resource: { id: step.text }, payload: step.value, run: 0 });
      case "close":
        return this.#close();
      default:
        return this.#moveTask(step.kind, step.pick, step);
    }
  }

  #open(): void {
    this.#generation += 1;
    this.#write({ k: "open", v: 1, id: rootId, pid: 7_217, sdk: "0.1.0", node: "v20.20.2" });
  }

  #addTask({ text, value, isStarted, isPlain }: Extract<Step, { kind: "task" }>): void {
    const task = this.#tasks.size + 1;
    if (task % 5 === 1) this.#write({ k: "site", site: task, position: `flows.ts:${task}:1` });
    const more = isPlain ? {} : { name: text, in: { [text]: value }, tags: [text], key: text, why: text, gen: 1 as const };
    const dependencies = !isPlain && task > 1 ? { dep: [[task - 1, "future", text] as const] } : {};
    this.#write({ k: "task", task, def: 2, no: task - 1, run: 0, ...more, ...dependencies, ...(isStarted ? { s: 1 } : {}) });
    this.#tasks.set(task, isStarted ? "running" : "pending");
  }

  /** Every other time an earlier one is changed. */
  #addArtifact(text: string, value: StoredValue): void {
    this.#artifactSteps += 1;
    const artifact = `a${Math.ceil(this.#artifactSteps / 2)}`;
    if (this.#artifactSteps % 2 === 0) return this.#write({ k: "artifactSet", artifact, data: value, description: text });
    this.#write({ k: "artifact", artifact, type: "markdown", key: text, data: value, ...(this.#tasks.size === 0 ? {} : { task: 1 }), run: 0 });
  }

  #addChild(text: string): void {
    const task = this.#tasks.size + 1;
    this.#lastFlowRun += 1;
    const run = this.#lastFlowRun;
    this.#write({ k: "task", task, def: 1, no: run, run: 0, child: run });
    this.#write({ k: "flow", run, id: `child-${run}`, def: 1, name: text, params: {}, task, tags: [text] });
    this.#write({ k: "set", run, name: text, params: { [text]: { v: text } } });
    for (const [type, name] of [["PENDING", "Pending"], ["RUNNING", "Running"], ["COMPLETED", "Completed"]] as const) this.#state({ run }, type, name);
    this.#tasks.set(task, "completed");
  }

  #moveTask(kind: "start" | "done" | "fail" | "retry" | "set" | "item", pick: number, { text, value }: { text: string; value: StoredValue }): void {
    const needed = ({ start: "pending", set: "pending", done: "running", fail: "running", retry: "running", item: "running" } as const)[kind];
    const candidates = [...this.#tasks].filter(([, condition]) => condition === needed);
    const [task] = candidates[pick % Math.max(1, candidates.length)] ?? [];
    if (task === undefined) return;
    if (kind === "item") return this.#write(text === "" ? { k: "item", task, left: 1 } : { k: "item", task, v: value });
    if (kind === "set") return this.#write({ k: "set", task, name: text, in: { [text]: value } });
    if (kind === "start") this.#write({ k: "start", task });
    else if (kind === "done") this.#write(text === "" ? { k: "done", task } : { k: "done", task, r: value });
    else if (kind === "fail") this.#state({ task }, "FAILED", "Failed", text);
    else {
      this.#state({ task }, "SCHEDULED", "AwaitingRetry", text);
      this.#state({ task }, "RUNNING", "Retrying");
    }
    this.#tasks.set(task, kind === "done" ? "completed" : kind === "fail" ? "failed" : "running");
  }

  #startAttempt(): void {
    this.#state({ run: 0 }, "FAILED", "Failed", "it fell over");
    this.#attempt += 1;
    this.#write({ k: "attempt", run: 0, attempt: this.#attempt, cause: "retry" });
    this.#state({ run: 0 }, "RUNNING", "Running");
    const completed = [...this.#tasks].filter(([, condition]) => condition === "completed").map(([task]) => task);
    for (const task of completed.filter((task) => task % 2 === 0)) this.#write({ k: "reuse", task, attempt: this.#attempt, site: 1, c: 1 });
    this.#write({ k: "superseded", tasks: completed.filter((task) => task % 2 === 1) });
  }

  #close(): void {
    this.#state({ run: 0 }, "COMPLETED", "Completed");
    const state = { type: "COMPLETED", name: "Completed", at: this.#at, message: null } as const;
    const counts = { tasks: this.#tasks.size, failed: 0, attempt: this.#attempt };
    const flow = { id: rootId, kind: "flow", name: "brisk-heron", flow: "stars", file: null, params: {}, tags: [] } as const;
    this.#write({ k: "closed", ...flow, state, startAt: 1, endAt: 2, ...counts });
    this.#isClosed = true;
  }

  #state(subject: { task: number } | { run: number }, type: Exclude<RunState["type"], "PAUSED">, name: string, message: string | null = null): void {
    const base = { name, at: this.#at + 7, message };
    this.#write({ k: "state", ...subject, state: type === "SCHEDULED" ? { type, ...base, scheduledAt: this.#at } : { type, ...base } });
  }

  #write(body: RunRecordBody): void {
    this.#at += 7;
    this.records.push({ n: this.records.length + 1, g: this.#generation, at: this.#at, ...body });
  }
}

/** A record's own fields. */
export function bodyOf(record: RunRecord): RunRecordBody {
  const body: Record<string, unknown> = { ...record };
  for (const head of ["n", "g", "at"]) delete body[head];
  return body as unknown as RunRecordBody;
}

/** A run's file. */
export function toBytes(records: readonly RunRecord[]): Buffer {
  return Buffer.from(records.map((record) => `${JSON.stringify(record)}\n`).join(""));
}
