/** Puts what the code shows of two calls between the task runs that these calls made. */
import { assertNever } from "../../../core/base/assert-never.ts";
import type { RunView, TaskRunView } from "../../../core/records/run-view.ts";
import { isFinalType } from "../../../core/states/state-type.ts";
import type { Share, StaticEdge } from "../../discovery/discovery.ts";

export interface MatchedEdge {
  readonly task: number;
  readonly parameter?: string;
}

/** Two calls have at most so many edges: of more, each task run has the last. */
const mostEdges = 200_000;

/**
 * Between the task runs of the calls, as far as they belong to the same attempt of the same flow run, and to the same task run if
 * there are any such. What ended before the downstream task run was called is its upstream; where nothing has, what was called last.
 */
export function matchEdges(view: RunView, file: string, edges: readonly StaticEdge[], inferred: Map<number, readonly MatchedEdge[]>): void {
  const bySite = callsBySite(view);
  const at = ({ line, column }: StaticEdge["from"]): readonly TaskRunView[] => bySite.get(`${file}:${line}:${column}`) ?? [];
  for (const { from, to, share, parameter } of edges) {
    const upstreams = at(from);
    const downstreams = at(to);
    if (upstreams.length === 0 || downstreams.length === 0) continue;
    const most = Math.max(1, Math.floor(mostEdges / downstreams.length));
    for (const group of groupsOf(upstreams, downstreams)) {
      for (const [downstream, found] of matchGroup(share, group, parameter, most)) {
        const matched = found.slice(-most).map(({ task }): MatchedEdge => (parameter === null ? { task } : { task, parameter }));
        if (matched.length > 0) inferred.set(downstream.task, [...(inferred.get(downstream.task) ?? []), ...matched]);
      }
    }
  }
}

function callsBySite(view: RunView): ReadonlyMap<string, readonly TaskRunView[]> {
  const calls = new Map<string, TaskRunView[]>();
  for (const run of view.taskRuns.values()) {
    const position = run.site === null ? undefined : view.sites.get(run.site);
    if (position !== undefined) add(calls, position, run);
  }
  return calls;
}

/** Those that may have to do with each other. */
interface Group {
  readonly upstreams: Upstreams;
  /** In the order of their calls. */
  readonly downstreams: readonly TaskRunView[];
}

interface Upstreams {
  readonly called: readonly TaskRunView[];
  /** Those of them that have ended, in the order in which they did. */
  readonly ended: readonly TaskRunView[];
}

function groupsOf(upstreams: readonly TaskRunView[], downstreams: readonly TaskRunView[]): readonly Group[] {
  const inAttempt = upstreamsBy(upstreams, attemptOf);
  const beside = upstreamsBy(upstreams, callerOf);
  return [...grouped(downstreams, callerOf)].flatMap(([caller, group]): Group[] => {
    const found = beside.get(caller) ?? inAttempt.get(attemptOf(group[0] as TaskRunView));
    return found === undefined ? [] : [{ upstreams: found, downstreams: group }];
  });
}

function upstreamsBy(runs: readonly TaskRunView[], keyOf: (run: TaskRunView) => string): ReadonlyMap<string, Upstreams> {
  return new Map([...grouped(runs, keyOf)].map(([key, called]) => [key, { called, ended: inOrderOfEnd(called) }]));
}

function inOrderOfEnd(called: readonly TaskRunView[]): readonly TaskRunView[] {
  return called.filter((run) => endOf(run) !== undefined).sort((a, b) => (endOf(a) ?? 0) - (endOf(b) ?? 0));
}

function attemptOf({ run, flowAttempt }: TaskRunView): string {
  return `${run} ${flowAttempt}`;
}

function callerOf(run: TaskRunView): string {
  return `${attemptOf(run)} ${run.parent}`;
}

type Matches = readonly (readonly [downstream: TaskRunView, upstreams: readonly TaskRunView[]])[];

/** What ended from one point on to another. Bounds, since calls in a loop have spans that grow with each turn: only what counts of one is copied. */
interface Span {
  readonly from: number;
  readonly to: number;
}

function matchGroup(share: Share, { upstreams, downstreams }: Group, parameter: string | null, most: number): Matches {
  const { called, ended } = upstreams;
  const orLatest = (run: TaskRunView, found: readonly TaskRunView[]): readonly TaskRunView[] =>
    found.length > 0 ? found : latestBefore(called, run);
  switch (share) {
    case "one":
      return downstreams.map((run) => [run, orLatest(run, lastOf(ended, endedBefore(ended, run), 1))]);
    case "all":
      return downstreams.map((run) => [run, orLatest(run, lastOf(ended, endedBefore(ended, run), most))]);
    case "batch":
      return batchesOf(ended, downstreams).flatMap(({ fresh, last, runs }) => {
        const found = lastOf(ended, isEmpty(fresh) ? last : fresh, most);
        return runs.map((run) => [run, orLatest(run, found)] as const);
      });
    case "turn":
    case "element":
      return matchTurns(share, ended, batchesOf(ended, downstreams), parameter, most).map(([run, found]) => [run, orLatest(run, found)]);
    default:
      return assertNever(share, "share");
  }
}

function lastOf(ended: readonly TaskRunView[], { from, to }: Span, most: number): readonly TaskRunView[] {
  return ended.slice(Math.max(from, to - most), to);
}

function isEmpty({ from, to }: Span): boolean {
  return from >= to;
}

interface Batch {
  /** What ended since the batch before. */
  readonly fresh: Span;
  /** The latest that is not empty, of those before. */
  readonly last: Span;
  /** What was called then, before anything else ended. */
  readonly runs: readonly TaskRunView[];
}

function batchesOf(ended: readonly TaskRunView[], downstreams: readonly TaskRunView[]): readonly Batch[] {
  const batches: Batch[] = [];
  let from = 0;
  let last: Span = { from: 0, to: 0 };
  for (const [to, runs] of grouped(downstreams, (run) => endedBefore(ended, run).to)) {
    const fresh = { from, to };
    batches.push({ fresh, last, runs });
    if (!isEmpty(fresh)) last = fresh;
    from = to;
  }
  return batches;
}

/**
 * One each. By their values where these tell, else in their order where there are as many of the one as of the other; where that does
 * not tell either, all that may be meant, since too much is run again rather than too little.
 */
function matchTurns(share: "turn" | "element", ended: readonly TaskRunView[], batches: readonly Batch[], parameter: string | null, most: number): Matches {
  let openFrom = 0;
  return batches.flatMap(({ fresh, last, runs }): Matches => {
    const open = { from: openFrom, to: fresh.to };
    // One more than there are calls, so that what is cut never looks like one each.
    const meant = lastOf(ended, isEmpty(open) ? last : open, Math.max(most, runs.length + 1));
    const inOrder = share === "turn" ? meant : [...meant].sort((a, b) => a.task - b.task);
    const known = byValue(inOrder, runs, parameter) ?? (inOrder.length === runs.length ? inOrder.map((run) => [run]) : undefined);
    if (known !== undefined) openFrom = fresh.to;
    return runs.map((run, index) => [run, known?.[index] ?? inOrder]);
  });
}

/** The upstreams of each whose result is the very input, one each where as many gave it as got it; `undefined` if some have none. */
function byValue(upstreams: readonly TaskRunView[], runs: readonly TaskRunView[], parameter: string | null): readonly (readonly TaskRunView[])[] | undefined {
  if (parameter === null) return undefined;
  const given = grouped(upstreams, resultText);
  const got = grouped(runs, (run) => textOf(run.inputs[parameter]));
  const found = new Map<TaskRunView, readonly TaskRunView[]>();
  for (const [text, takers] of got) {
    const givers = given.get(text);
    if (text === null || givers === undefined) return undefined;
    takers.forEach((run, index) => found.set(run, givers.length === takers.length ? givers.slice(index, index + 1) : givers));
  }
  return runs.map((run) => found.get(run) ?? []);
}

function resultText(run: TaskRunView): string | null {
  const completed = run.states.findLast(({ type }) => type === "COMPLETED");
  return completed?.type === "COMPLETED" ? textOf(completed.result) : null;
}

/** `null`: it is kept elsewhere. */
function textOf(value: TaskRunView["inputs"][string] | undefined): string | null {
  return value !== undefined && "v" in value ? JSON.stringify(value.v) : null;
}

function calledAt({ states }: TaskRunView): number {
  return states[0]?.at ?? 0;
}

/** When it ended for the first time. */
function endOf({ states }: TaskRunView): number | undefined {
  return states.find(({ type }) => isFinalType(type))?.at;
}

/** What ended before it was called. */
function endedBefore(ended: readonly TaskRunView[], run: TaskRunView): Span {
  return { from: 0, to: countBefore(ended, calledAt(run), (each) => endOf(each) ?? 0) };
}

/** What was called last before it. */
function latestBefore(called: readonly TaskRunView[], run: TaskRunView): readonly TaskRunView[] {
  return lastOf(called, { from: 0, to: countBefore(called, run.task, ({ task }) => task) }, 1);
}

/** How many of them come before a key, by bisection. */
function countBefore(runs: readonly TaskRunView[], key: number, keyOf: (run: TaskRunView) => number): number {
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keyOf(runs[middle] as TaskRunView) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

function grouped<Key, Item>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) add(groups, keyOf(item), item);
  return groups;
}

function add<Key, Item>(groups: Map<Key, Item[]>, key: Key, item: Item): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [item]);
  else group.push(item);
}
