/**
 * Finds the task runs of earlier attempts again, when a flow's function is called once more (a retry, a resume).
 *
 * A call is known by its path: the caller's path, the task (file and name), its inputs in canonical form, and its
 * ordinal among calls with the same of these. Plain order would not do: it differs between a live and a resumed
 * `Promise.all`. Paths of earlier runs are made from their records, so both sides see what was recorded. Within a
 * replay a path is a number: texts of nested paths would grow with their depth.
 */
import { currentState } from "../../core/records/fold.ts";
import type { DefinitionRecord } from "../../core/records/run-record.ts";
import type { FlowRunView, RunView, TaskRunView } from "../../core/records/run-view.ts";
import type { Json, StoredValue } from "../../core/states/stored-value.ts";


/** Where calls of the root flow's own function start from. */
export const rootPath = 0;

export class Replay {
  readonly view: RunView;
  readonly #byPath = new Map<number, TaskRunView>();
  readonly #paths = new Map<number, number>();
  readonly #ids = new Map<string, number>();
  readonly #ordinals = new Map<string, number>();
  readonly #matched = new Set<number>();
  /** Callers and tasks of earlier calls, whatever their inputs. */
  readonly #called = new Set<string>();

  constructor(view: RunView) {
    this.view = view;
    const ordinals = new Map<string, number>();
    for (const run of [...view.taskRuns.values()].sort((a, b) => a.task - b.task)) {
      const definition = view.definitions.get(run.def);
      if (definition === undefined) continue;
      const path = this.#path(this.#callerPath(run), definitionKey(definition), canonicalInputs(run.inputs, run.resumeKey), ordinals);
      this.#called.add(`${this.#callerPath(run)} ${definitionKey(definition)}`);
      this.#paths.set(run.task, path);
      this.#byPath.set(path, run);
    }
  }

  /** The path of an earlier run; that of the root flow for `null`. */
  pathOf(task: number | null): number {
    return task === null ? rootPath : (this.#paths.get(task) ?? rootPath);
  }

  /** The path of a call that is made now, and the earlier run that it goes on with, if there is one. */
  find(callerPath: number, key: string, inputs: string): { readonly path: number; readonly earlier: TaskRunView | undefined } {
    const path = this.#path(callerPath, key, inputs, this.#ordinals);
    const earlier = this.#byPath.get(path);
    if (earlier !== undefined) this.#matched.add(earlier.task);
    return { path, earlier };
  }

  /** Whether an earlier attempt called this task from there, with whatever inputs. */
  hasCalled(callerPath: number, key: string): boolean {
    return this.#called.has(`${callerPath} ${key}`);
  }

  /**
   * Task runs of earlier attempts below `flowRun` that no call matched. What happened inside a run that was answered
   * from its record was not called again and is not superseded.
   */
  superseded(flowRun: number): readonly number[] {
    return [...this.view.taskRuns.values()]
      .filter((run) => run.run === flowRun && !this.#matched.has(run.task) && !run.isSuperseded && !this.#isInsideAnswered(run))
      .map((run) => run.task);
  }

  flowRunOf(task: TaskRunView): FlowRunView | undefined {
    return task.childRun === null ? undefined : this.view.flowRuns.get(task.childRun);
  }

  #isInsideAnswered(run: TaskRunView): boolean {
    const parent = run.parent === null ? undefined : this.view.taskRuns.get(run.parent);
    if (parent === undefined) return false;
    const isAnswered = this.#matched.has(parent.task) && currentState(parent)?.type === "COMPLETED";
    return isAnswered || this.#isInsideAnswered(parent);
  }

  #path(callerPath: number, key: string, inputs: string, ordinals: Map<string, number>): number {
    const call = `${callerPath}\n${key}\n${inputs}`;
    const ordinal = ordinals.get(call) ?? 0;
    ordinals.set(call, ordinal + 1);
    const text = `${ordinal}\n${call}`;
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    const path = this.#ids.size + 1;
    this.#ids.set(text, path);
    return path;
  }

  #callerPath(run: TaskRunView): number {
    if (run.parent !== null) return this.pathOf(run.parent);
    const flowRun = run.run === null ? undefined : this.view.flowRuns.get(run.run);
    return this.pathOf(flowRun?.trackingTask ?? null);
  }
}

/** File and name: what makes two definitions the same across a restart. */
export function definitionKey(definition: Pick<DefinitionRecord, "kind" | "file" | "name">): string {
  return `${definition.kind} ${definition.file ?? ""} ${definition.name}`;
}

/** Inputs as text that does not depend on the order of keys. A resume key stands for all of them. */
export function canonicalInputs(inputs: Readonly<Record<string, StoredValue>>, resumeKey: string | null): string {
  if (resumeKey !== null) return `key ${resumeKey}`;
  return Object.entries(inputs)
    .map(([name, value]) => `${name}=${canonical(value)}`)
    .join(",");
}

function canonical(value: Json | StoredValue): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const entries = Object.entries(value as { readonly [key: string]: Json });
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`)
    .join(",")}}`;
}
