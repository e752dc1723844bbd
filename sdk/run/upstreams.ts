/**
 * What the arguments of a call depend on. One walk over them finds futures (to wait for), objects that a task of this
 * run returned (an edge without waiting), states and markers. A call whose arguments hold none of these costs the walk.
 */
import { isState, type State } from "../state/state.ts";
import { isMarker, type Marker } from "../values/markers.ts";
import type { DependencyKind, DependencyRecord } from "../../core/records/run-record.ts";
import { deepest, isPlainObject } from "./resolve-arguments.ts";
import { isTaskFuture, TaskFuture } from "./task-future.ts";
import { isTaskFutureList, type TaskFutureList } from "./task-future-list.ts";
import { brand } from "../brand.ts";
import type { RootRun } from "./root-run.ts";
import type { TaskRun } from "./task-run.ts";

/** A run that must be done before the call may start. */
export interface Upstream {
  readonly run: TaskRun;
  /** Whether its failure is passed in rather than stopping the call. */
  readonly isFailureAllowed: boolean;
}

/** An edge of the graph. A run's number is asked only when the edge is recorded: a resume may still replace it. */
export interface Edge {
  readonly source: TaskRun | number;
  readonly via: DependencyKind;
  readonly parameter: string | undefined;
}

export interface ArgumentScan {
  readonly edges: readonly Edge[];
  readonly upstreams: readonly Upstream[];
  /** Lists that are not filled yet: what they will hold is looked at once they are. */
  readonly unfilled: readonly TaskFutureList[];
  /** Whether an argument has to be replaced before the function is called. */
  readonly needsResolve: boolean;
}

const nothing: ArgumentScan = { edges: [], upstreams: [], unfilled: [], needsResolve: false };

/** `root` is the run that provenance is looked up in. */
export function scanArguments(args: readonly unknown[], names: (index: number) => string | undefined, root: RootRun): ArgumentScan {
  let scan: Scan | null = null;
  for (let index = 0; index < args.length; index += 1) {
    const value = args[index];
    if ((typeof value !== "object" && typeof value !== "function") || value === null) continue;
    scan ??= new Scan(root);
    scan.look(value, names(index));
  }
  return scan ?? nothing;
}

/** The runs given to `.after(…)`: futures, lists, arrays, or `allowFailure` of these. */
export function scanAfter(after: readonly unknown[], root: RootRun): ArgumentScan {
  if (after.length === 0) return nothing;
  const scan = new Scan(root, "after");
  for (const value of after) scan.look(value, undefined);
  return scan;
}

/** Both scans of a call in one. */
export function joinScans(first: ArgumentScan, second: ArgumentScan): ArgumentScan {
  if (second === nothing) return first;
  return {
    edges: [...first.edges, ...second.edges],
    upstreams: [...first.upstreams, ...second.upstreams],
    unfilled: [...first.unfilled, ...second.unfilled],
    needsResolve: first.needsResolve,
  };
}

/** Edges to futures whose lists were mapped over; they are done, so there is nothing to wait for. */
export function addSources(scan: ArgumentScan, sources: readonly TaskFuture[]): ArgumentScan {
  const edges = sources.map((source): Edge => ({ source: source[brand.future], via: "future", parameter: undefined }));
  return { ...scan, edges: [...scan.edges.filter((edge) => edge.via !== "object"), ...edges] };
}

/** Edges as they are recorded. Runs of another root run leave none. */
export function toDependencies(edges: readonly Edge[], root: RootRun): readonly DependencyRecord[] | undefined {
  const records: DependencyRecord[] = [];
  for (const { source, via, parameter } of edges) {
    if (typeof source !== "number" && source.root !== root) continue;
    const task = typeof source === "number" ? source : source.number;
    records.push(parameter === undefined ? [task, via] : [task, via, parameter]);
  }
  return records.length === 0 ? undefined : records;
}

class Scan implements ArgumentScan {
  readonly edges: Edge[] = [];
  readonly upstreams: Upstream[] = [];
  readonly unfilled: TaskFutureList[] = [];
  needsResolve = false;
  readonly #root: RootRun;
  readonly #via: "future" | "after";
  #seen: Set<object> | null = null;
  readonly #known = new Map<TaskRun | number, Edge>();
  /** What lies deeper, with whether its failure is allowed. */
  #below: (readonly [value: unknown, isFailureAllowed: boolean])[] | null = null;

  constructor(root: RootRun, via: "future" | "after" = "future") {
    this.#root = root;
    this.#via = via;
  }

  look(value: unknown, parameter: string | undefined): void {
    this.#visit(value, parameter, false, 0);
    for (let next = this.#below?.pop(); next !== undefined; next = this.#below?.pop()) this.#visit(next[0], parameter, next[1], 1);
  }

  #visit(value: unknown, parameter: string | undefined, isFailureAllowed: boolean, depth: number): void {
    if ((typeof value !== "object" && typeof value !== "function") || value === null) return;
    if (isTaskFuture(value)) {
      this.#addRun(value[brand.future], parameter, isFailureAllowed);
      TaskFuture.markAwaited(value);
      return;
    }
    if (isMarker(value)) return this.#visitMarker(value, parameter, isFailureAllowed, depth);
    const producer = this.#root.producerOf(value);
    if (producer !== undefined) this.#addEdge(producer, "object", parameter);
    if (isState(value)) return this.#visitState(value, parameter);
    if (depth === deepest) {
      (this.#below ??= []).push([value, isFailureAllowed]);
      return;
    }
    if (depth > 0 && this.#wasSeen(value)) return;
    if (isTaskFutureList(value)) this.#visitList(value);
    if (Array.isArray(value)) for (const item of value) this.#visit(item, parameter, isFailureAllowed, depth + 1);
    else if (isPlainObject(value)) for (const key in value) this.#visit(Reflect.get(value, key), parameter, isFailureAllowed, depth + 1);
  }

  #visitMarker({ marker, value }: Marker, parameter: string | undefined, isFailureAllowed: boolean, depth: number): void {
    this.needsResolve = true;
    switch (marker) {
      case "quote":
        return;
      case "opaque":
        if (isTaskFuture(value)) this.#visit(value, parameter, isFailureAllowed, depth);
        return;
      case "allowFailure":
        return this.#visit(value, parameter, true, depth);
      case "unmapped":
        return this.#visit(value, parameter, isFailureAllowed, depth);
    }
  }

  #visitList(list: TaskFutureList): void {
    this.needsResolve = true;
    if (!list.isFilled) this.unfilled.push(list);
  }

  #visitState(state: State, parameter: string | undefined): void {
    const number = state.taskRunId === undefined ? undefined : this.#root.numberOf(state.taskRunId);
    if (number !== undefined) this.#addEdge(number, this.#via, parameter);
    this.needsResolve = true;
  }

  #addRun(run: TaskRun, parameter: string | undefined, isFailureAllowed: boolean): void {
    this.needsResolve = true;
    this.upstreams.push({ run, isFailureAllowed });
    this.#addEdge(run, this.#via, parameter);
  }

  #addEdge(source: TaskRun | number, via: DependencyKind, parameter: string | undefined): void {
    const known = this.#known.get(source);
    if (known !== undefined && known.via === via && known.parameter === parameter) return;
    const edge = { source, via, parameter };
    this.#known.set(source, edge);
    this.edges.push(edge);
  }

  #wasSeen(value: object): boolean {
    this.#seen ??= new Set();
    if (this.#seen.has(value)) return true;
    this.#seen.add(value);
    return false;
  }
}
