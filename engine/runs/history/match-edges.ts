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
      for (const [downstream, found] of matchGroup(share, group, parameter)) {
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

/** Those that may have to do with each other, each in the order of their calls. */
interface Group {
  readonly upstreams: readonly TaskRunView[];
  readonly downstreams: readonly TaskRunView[];
}

function groupsOf(upstreams: readonly TaskRunView[], downstreams: readonly TaskRunView[]): readonly Group[] {
  const byAttempt = grouped(upstreams, attemptOf);
  return [...grouped(downstreams, (run) => `${attemptOf(run)} ${run.parent}`).values()].flatMap((group): Group[] => {
    const [first] = group;
    if (first === undefined) return [];
    const inAttempt = byAttempt.get(attemptOf(first)) ?? [];
    const beside = inAttempt.filter(({ parent }) => parent === first.parent);
    return [{ upstreams: beside.length > 0 ? beside : inAttempt, downstreams: group }];
  });
}

function attemptOf({ run, flowAttempt }: TaskRunView): string {
  return `${run} ${flowAttempt}`;
}

type Matches = readonly (readonly [downstream: TaskRunView, upstreams: readonly TaskRunView[]])[];

function matchGroup(share: Share, { upstreams, downstreams }: Group, parameter: string | null): Matches {
  const ended = upstreams.filter((run) => endOf(run) !== undefined).sort((a, b) => (endOf(a) ?? 0) - (endOf(b) ?? 0));
  const endedBefore = (run: TaskRunView): readonly TaskRunView[] => ended.slice(0, countBefore(ended, calledAt(run)));
  const orLatest = (run: TaskRunView, found: readonly TaskRunView[]): readonly TaskRunView[] =>
    found.length > 0 ? found : [upstreams.findLast(({ task }) => task < run.task)].filter((each) => each !== undefined);
  switch (share) {
    case "one":
      return downstreams.map((run) => [run, orLatest(run, endedBefore(run).slice(-1))]);
    case "all":
      return downstreams.map((run) => [run, orLatest(run, endedBefore(run))]);
    case "batch":
      return batchesOf(ended, downstreams).flatMap(({ fresh, last, runs }) => runs.map((run) => [run, orLatest(run, fresh.length > 0 ? fresh : last)] as const));
    case "turn":
    case "element":
      return matchTurns(share, batchesOf(ended, downstreams), parameter).map(([run, found]) => [run, orLatest(run, found)]);
    default:
      return assertNever(share, "share");
  }
}

interface Batch {
  /** What ended since the batch before. */
  readonly fresh: readonly TaskRunView[];
  /** The latest that is not empty, of those before. */
  readonly last: readonly TaskRunView[];
  /** What was called then, before anything else ended. */
  readonly runs: readonly TaskRunView[];
}

function batchesOf(ended: readonly TaskRunView[], downstreams: readonly TaskRunView[]): readonly Batch[] {
  const batches: Batch[] = [];
  let from = 0;
  let last: readonly TaskRunView[] = [];
  for (const [before, runs] of grouped(downstreams, (run) => countBefore(ended, calledAt(run)))) {
    const fresh = ended.slice(from, before);
    batches.push({ fresh, last, runs });
    if (fresh.length > 0) last = fresh;
    from = before;
  }
  return batches;
}

/**
 * One each. By their values where these tell, else in their order where there are as many of the one as of the other; where that does
 * not tell either, all that may be meant, since too much is run again rather than too little.
 */
function matchTurns(share: "turn" | "element", batches: readonly Batch[], parameter: string | null): Matches {
  let open: readonly TaskRunView[] = [];
  return batches.flatMap(({ fresh, last, runs }): Matches => {
    const some = [...open, ...fresh];
    const meant = some.length > 0 ? some : last;
    const inOrder = share === "turn" ? meant : [...meant].sort((a, b) => a.task - b.task);
    const known = byValue(inOrder, runs, parameter) ?? (inOrder.length === runs.length ? inOrder.map((run) => [run]) : undefined);
    open = known === undefined ? some : [];
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

/** How many of them ended before that, by bisection. */
function countBefore(ended: readonly TaskRunView[], at: number): number {
  let low = 0;
  let high = ended.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((endOf(ended[middle] as TaskRunView) ?? 0) < at) low = middle + 1;
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
