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

/** Calls that are alike in all but their ordinal. */
interface AlikeCalls {
  /** By ordinal. */
  readonly paths: number[];
  /** How many of them the flow has made now. */
  made: number;
}

export class Replay {
  readonly view: RunView;
  /** By the caller's path, the task's key and the inputs: three small texts need not be put together for every call. */
  readonly #alike = new Map<number, Map<string, Map<string, AlikeCalls>>>();
  readonly #byPath = new Map<number, TaskRunView>();
  readonly #paths = new Map<number, number>();
  readonly #matched = new Set<number>();
  #lastPath = rootPath;
  /** Callers and tasks of earlier calls, whatever their inputs; made when a call is new. */
  #called: ReadonlySet<string> | null = null;

  /** `isOtherRun`: the runs of the view are not those that are called now, and the same number means another one. */
  constructor(view: RunView, options: { readonly isOtherRun: boolean } = { isOtherRun: false }) {
    this.view = view;
    const referenceTo = options.isOtherRun ? (task: number) => pathReference(this.pathOf(task)) : null;
    for (const run of [...view.taskRuns.values()].sort((a, b) => a.task - b.task)) {
      const definition = view.definitions.get(run.def);
      if (definition === undefined) continue;
      const key = this.#keyOf(run, definition);
      const path = this.#addPath(this.#alikeCalls(this.#callerPath(run), key, canonicalInputs(run.inputs, run.resumeKey, referenceTo)));
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
    const alike = this.#alikeCalls(callerPath, key, inputs);
    const path = alike.paths[alike.made] ?? this.#addPath(alike);
    alike.made += 1;
    const earlier = this.#byPath.get(path);
    if (earlier !== undefined) this.#matched.add(earlier.task);
    return { path, earlier };
  }

  /** Whether an earlier attempt called this task from there, with whatever inputs. */
  hasCalled(callerPath: number, key: string): boolean {
    this.#called ??= this.callsOf(this.#byPath.values());
    return this.#called.has(callOf(callerPath, key));
  }

  /** From where which tasks were called, as `callOf` says it. */
  callsOf(runs: Iterable<TaskRunView>): ReadonlySet<string> {
    const called = new Set<string>();
    for (const run of runs) {
      const definition = this.view.definitions.get(run.def);
      if (definition !== undefined) called.add(callOf(this.#callerPath(run), this.#keyOf(run, definition)));
    }
    return called;
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

  #alikeCalls(callerPath: number, key: string, inputs: string): AlikeCalls {
    const byInputs = madeAt(madeAt(this.#alike, callerPath, () => new Map<string, Map<string, AlikeCalls>>()), key, () => new Map<string, AlikeCalls>());
    return madeAt(byInputs, inputs, () => ({ paths: [], made: 0 }));
  }

  #addPath(alike: AlikeCalls): number {
    this.#lastPath += 1;
    alike.paths.push(this.#lastPath);
    return this.#lastPath;
  }

  #keyOf(run: TaskRunView, definition: DefinitionRecord): string {
    const isStream = run.items !== null || (run.childRun !== null && this.flowRunOf(run)?.items != null);
    return callKey(definition, isStream);
  }

  #callerPath(run: TaskRunView): number {
    if (run.parent !== null) return this.pathOf(run.parent);
    const flowRun = run.run === null ? undefined : this.view.flowRuns.get(run.run);
    return this.pathOf(flowRun?.trackingTask ?? null);
  }
}

function madeAt<Key, Value>(map: { get(key: Key): Value | undefined; set(key: Key, value: Value): unknown }, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** A call without its inputs. */
export function callOf(callerPath: number, key: string): string {
  return `${callerPath} ${key}`;
}

type Defined = Pick<DefinitionRecord, "kind" | "file" | "name">;

const keys = new WeakMap<Defined, string>();

/**
 * File and name: what makes two definitions the same across a restart. A generator whose items are taken one by one is
 * told from one whose items are gathered, since the record of the one cannot answer the other.
 */
export function callKey(definition: Defined, isStream: boolean): string {
  const key = madeAt(keys, definition, () => `${definition.kind} ${definition.file ?? ""} ${definition.name}`);
  return isStream ? `${key} items` : key;
}

/** What stands for the result of another task run where numbers do not tell. */
export function pathReference(path: number): string {
  return `result of ${path}`;
}

/**
 * Inputs of one text, number or truth value each, by names that no object puts in another order (numbers): however keys are
 * sorted, their record is canonical as it stands.
 */
const flatInputs = /^\{(?:"[^"\\\d][^"\\]*":\{"[vxt]":(?:"[^"\\]*"|-?\d[\d.e+-]*|true|false|null)\},?)*\}$/;

/** `canonicalInputs` of inputs as a record has them; `undefined`: none. Most need not be parsed for that. */
export function canonicalText(inputs: string | undefined, resumeKey: string | null): string {
  if (resumeKey === null && inputs !== undefined && flatInputs.test(inputs)) return inputs;
  return canonicalInputs(inputs === undefined ? {} : (JSON.parse(inputs) as Record<string, StoredValue>), resumeKey);
}

/**
 * Inputs as text that does not depend on the order of keys. A resume key stands for all of them. `referenceTo`: what
 * stands for the result of a task run; `null`: its number.
 */
export function canonicalInputs(inputs: Readonly<Record<string, StoredValue>>, resumeKey: string | null, referenceTo: ((task: number) => string) | null = null): string {
  if (resumeKey !== null) return `key ${resumeKey}`;
  let text = "";
  // By hand rather than through lists of entries: asked for every run, of the earlier attempt and of this one.
  for (const [name, value] of Object.entries(inputs)) {
    text += `${text === "" ? "" : ","}${JSON.stringify(name)}:${referenceTo !== null && "t" in value ? referenceTo(value.t) : canonical(value)}`;
  }
  return `{${text}}`;
}

function canonical(value: Json | StoredValue): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const fields = value as { readonly [key: string]: Json };
  let text = "";
  for (const key of Object.keys(fields).sort()) text += `${text === "" ? "" : ","}${JSON.stringify(key)}:${canonical(fields[key] ?? null)}`;
  return `{${text}}`;
}
