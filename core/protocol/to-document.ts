/** From a folded run to its public shape. Values kept as references or files are resolved through the port. */
import { toIso } from "../base/clock.ts";
import type { LogRecord } from "../records/log-record.ts";
import { artifactId, eventId, taskRunId } from "../records/run-ids.ts";
import { currentState } from "../records/fold.ts";
import type { ArtifactView, EventView, FlowRunView, ItemView, RunView, TaskRunView } from "../records/run-view.ts";
import { timesOf } from "../rules/bookkeeping.ts";
import type { ErrorRecord } from "../states/error-record.ts";
import type { RunState } from "../states/run-state.ts";
import type { Json, StoredValue } from "../states/stored-value.ts";
import type {
  ArtifactDocument,
  DependencyDocument,
  EventDocument,
  FlowRunDocument,
  ItemDocument,
  ItemsDocument,
  LogDocument,
  RunDocument,
  StateDocument,
  TaskRunDocument,
} from "./run-document.ts";
import { type PauseSchemas, toPauseDocument } from "./to-pause-document.ts";

/** Reads a stored value as JSON for people; never throws: what is lost is shown as `{ "$notRecorded": … }`. */
export type ShowValue = (value: StoredValue) => Json;

export interface DocumentSource {
  readonly view: RunView;
  readonly logs: readonly LogRecord[];
  readonly showValue: ShowValue;
  /** Edges that the code shows and the run could not, by number of the downstream task run. */
  readonly staticEdges?: ReadonlyMap<number, readonly { readonly task: number; readonly parameter?: string }[]>;
  /** What the types in the code say that paused flow runs want, by number of the flow run: where their records do not. */
  readonly pauseSchemas?: PauseSchemas;
  readonly problem?: string;
}

export function toRunDocument(source: DocumentSource): RunDocument {
  const root = source.view.flowRuns.has(0) ? 0 : null;
  return runDocument(source, groupByFlowRun(source, root), root);
}

/** One flow run of the root run (child flow runs too), without what happened inside it. */
export function toFlowRunDocument(source: Pick<DocumentSource, "view" | "showValue" | "problem" | "pauseSchemas">, run: FlowRunView): FlowRunDocument {
  const { view } = source;
  const root = rootId(view);
  const definition = view.definitions.get(run.def);
  const times = timesOf(run.states);
  const states = run.states.map((state, index) => stateDocument(state, `${run.id}:${index}`, { flowRunId: run.id, ...trackingId(root, run) }));
  const tracking = run.trackingTask === null ? undefined : view.taskRuns.get(run.trackingTask);
  return {
    id: run.id,
    name: run.name,
    flow: definition?.name ?? "flow",
    version: definition?.version ?? null,
    file: definition?.file ?? null,
    definition: definition?.position ?? null,
    parameters: showValues(run.params, source.showValue),
    state: states.at(-1) ?? unknownState(run.id),
    states,
    attempt: run.attempt,
    expectedStartTime: isoOrNull(times.expectedStartAt),
    startTime: isoOrNull(times.startAt),
    endTime: isoOrNull(times.endAt),
    totalRunTimeMs: times.totalRunTimeUs / 1_000,
    ...itemsOf(run, source.showValue),
    parentTaskRunId: run.trackingTask === null ? null : taskRunId(root, run.trackingTask),
    parentRunId: run.parentRun,
    rootRunId: root,
    rerunOf: run.rerunOf,
    rerunFrom: rerunFromOf(run),
    deployment: null,
    tags: run.tags,
    pause: toPauseDocument(source, run),
    ...(source.problem === undefined ? {} : { problem: source.problem }),
    ...(tracking?.isSuperseded === true ? { superseded: true as const } : {}),
  };
}

/** What it came to. */
export function toFlowRunOutcome({ showValue }: Pick<DocumentSource, "showValue">, run: FlowRunView): Pick<RunDocument, "result" | "error"> {
  const state = currentState(run);
  const error = errorOf(state);
  return { ...resultOf(state, showValue), ...(error === undefined ? {} : { error }) };
}

export function toTaskRunDocument(source: DocumentSource, run: TaskRunView): TaskRunDocument {
  const { view, showValue } = source;
  const root = rootId(view);
  const id = taskRunId(root, run.task);
  const definition = view.definitions.get(run.def);
  const flowRun = run.run === null ? undefined : view.flowRuns.get(run.run);
  const child = run.childRun === null ? undefined : view.flowRuns.get(run.childRun);
  const owner = { taskRunId: id, ...(flowRun ? { flowRunId: flowRun.id } : {}), ...(child ? { childFlowRunId: child.id } : {}) };
  const times = timesOf(run.states);
  const states = run.states.map((state, index) => stateDocument(state, `${id}:${index}`, owner));
  const state = currentState(run);
  return {
    id,
    name: run.name,
    task: definition?.name ?? "task",
    definition: definition?.position ?? null,
    callSite: run.site === null ? null : (view.sites.get(run.site) ?? null),
    flowRunId: flowRun?.id ?? null,
    parentTaskRunId: run.parent === null ? null : taskRunId(root, run.parent),
    childFlowRunId: child?.id ?? null,
    state: states.at(-1) ?? unknownState(id),
    states,
    attempt: Math.max(1, times.runCount),
    startTime: isoOrNull(times.startAt),
    endTime: isoOrNull(times.endAt),
    totalRunTimeMs: times.totalRunTimeUs / 1_000,
    dependsOn: dependencies(source, run),
    cacheKey: run.cacheKey,
    resultKey: run.resultKey,
    why: run.states.findLast((each) => each.why !== undefined)?.why ?? null,
    ...reusedFromOf(view, run),
    inputs: showValues(run.inputs, showValue),
    ...resultOf(state, showValue),
    ...itemsOf(run, showValue),
    error: errorOf(state) ?? null,
    tags: run.tags,
    ...(run.isSuperseded ? { superseded: true as const } : {}),
  };
}

function rerunFromOf({ rerunOf, rerunFrom }: FlowRunView): FlowRunDocument["rerunFrom"] {
  if (rerunOf === null || rerunFrom === null || rerunFrom === "failed") return rerunFrom === "failed" ? "failed" : null;
  return rerunFrom.map((task) => taskRunId(rerunOf, task));
}

function reusedFromOf({ flowRuns }: RunView, { reusedFrom }: TaskRunView): Pick<TaskRunDocument, "reusedFrom"> {
  const origin = flowRuns.get(0)?.rerunOf ?? null;
  return origin === null || reusedFrom === null ? {} : { reusedFrom: taskRunId(origin, reusedFrom) };
}

export function toLogDocument(view: RunView, record: LogRecord): LogDocument {
  return {
    timestamp: toIso(record.at),
    level: record.level,
    message: record.message,
    flowRunId: record.run === undefined ? null : (view.flowRuns.get(record.run)?.id ?? null),
    taskRunId: record.task === undefined ? null : taskRunId(rootId(view), record.task),
    ...(record.fields === undefined ? {} : { fields: record.fields }),
  };
}

export function toArtifactDocument({ view, showValue }: Pick<DocumentSource, "view" | "showValue">, artifact: ArtifactView): ArtifactDocument {
  const root = rootId(view);
  return {
    id: artifactId(root, artifact.artifact),
    key: artifact.key,
    type: artifact.type,
    data: showValue(artifact.data),
    description: artifact.description,
    ...makerOf(view, artifact),
    createdTime: toIso(artifact.createdAt),
    updatedTime: toIso(artifact.updatedAt),
    ...(artifact.isSuperseded ? { superseded: true as const } : {}),
  };
}

export function toEventDocument({ view, showValue }: Pick<DocumentSource, "view" | "showValue">, event: EventView): EventDocument {
  return {
    id: eventId(rootId(view), event.event),
    event: event.name,
    resource: event.resource,
    payload: event.payload === undefined ? null : showValue(event.payload),
    timestamp: toIso(event.at),
    ...makerOf(view, event),
  };
}

/** The runs that something was made in. */
function makerOf(view: RunView, { run, task }: Pick<ArtifactView, "run" | "task">): Pick<ArtifactDocument, "flowRunId" | "taskRunId"> {
  return {
    flowRunId: run === null ? null : (view.flowRuns.get(run)?.id ?? null),
    taskRunId: task === null ? null : taskRunId(rootId(view), task),
  };
}

/** What belongs to each flow run, `null` being outside a flow; made once, so that many child runs cost no more than few. */
interface Groups {
  readonly tasks: ReadonlyMap<number | null, readonly TaskRunView[]>;
  readonly children: ReadonlyMap<number | null, readonly FlowRunView[]>;
  readonly logs: ReadonlyMap<number | null, readonly LogRecord[]>;
  readonly artifacts: ReadonlyMap<number | null, readonly ArtifactView[]>;
}

function groupByFlowRun({ view, logs }: DocumentSource, root: number | null): Groups {
  const children = [...view.flowRuns.values()].filter((run) => run.run !== root);
  return {
    tasks: groupBy(view.taskRuns.values(), (task) => task.run ?? root),
    children: groupBy(children, (run) => (run.trackingTask === null ? root : (view.taskRuns.get(run.trackingTask)?.run ?? root))),
    // A line outside every run, or of one that is not there, is told with the root.
    artifacts: groupBy(view.artifacts.values(), (artifact) => artifact.run ?? root),
    logs: groupBy(logs, (log) => (log.run === undefined || !view.flowRuns.has(log.run) ? root : log.run)),
  };
}

function groupBy<T>(items: Iterable<T>, keyOf: (item: T) => number | null): ReadonlyMap<number | null, readonly T[]> {
  const groups = new Map<number | null, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

function runDocument(source: DocumentSource, groups: Groups, run: number | null): RunDocument {
  const { view } = source;
  const flowRun = run === null ? undefined : view.flowRuns.get(run);
  return {
    flowRun: flowRun === undefined ? null : toFlowRunDocument(source, flowRun),
    ...(flowRun === undefined ? {} : toFlowRunOutcome(source, flowRun)),
    taskRuns: (groups.tasks.get(run) ?? []).map((task) => toTaskRunDocument(source, task)),
    childRuns: (groups.children.get(run) ?? []).map((child) => runDocument(source, groups, child.run)),
    artifacts: (groups.artifacts.get(run) ?? []).map((artifact) => toArtifactDocument(source, artifact)),
    logs: (groups.logs.get(run) ?? []).map((log) => toLogDocument(view, log)),
  };
}

function stateDocument(state: RunState, id: string, owner: Partial<StateDocument>): StateDocument {
  return {
    id,
    type: state.type,
    name: state.name,
    message: state.message,
    timestamp: toIso(state.at),
    ...(state.why === undefined ? {} : { why: state.why }),
    ...owner,
    ...(state.type === "SCHEDULED" ? { scheduledTime: toIso(state.scheduledAt) } : {}),
  };
}

const shownItems = 100;

function itemsOf({ items }: FlowRunView | TaskRunView, showValue: ShowValue): { readonly items?: ItemsDocument } {
  if (items === null) return {};
  const show = ({ at, value }: ItemView): ItemDocument => ({ timestamp: toIso(at), value: value === undefined ? null : showValue(value) });
  const last = items.list.at(-1);
  return { items: { count: items.list.length, first: items.list.slice(0, shownItems).map(show), last: last === undefined ? null : show(last) } };
}

/** A run whose first state is not on disk yet, or was cut off. */
function unknownState(id: string): StateDocument {
  return { id: `${id}:0`, type: "PENDING", name: "Pending", message: null, timestamp: toIso(0) };
}

function resultOf(state: RunState | undefined, showValue: ShowValue): { result?: Json } {
  if (state?.type !== "COMPLETED") return {};
  if (state.result === undefined) return { result: null };
  return "m" in state.result ? {} : { result: showValue(state.result) };
}

function errorOf(state: RunState | undefined): ErrorRecord | undefined {
  return state?.type === "FAILED" || state?.type === "CRASHED" ? state.error : undefined;
}

function showValues(values: Readonly<Record<string, StoredValue>>, showValue: ShowValue): { [name: string]: Json } {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, showValue(value)]));
}

function dependencies({ view, staticEdges }: DocumentSource, run: TaskRunView): DependencyDocument[] {
  const root = rootId(view);
  const recorded = run.dependencies.map(([task, via, parameter]) => ({
    taskRunId: taskRunId(root, task),
    via,
    ...(parameter === undefined ? {} : { parameter }),
  }));
  const known = new Set(run.dependencies.map(([task]) => task));
  const inferred = (staticEdges?.get(run.task) ?? []).filter((edge) => !known.has(edge.task));
  return [
    ...recorded,
    ...inferred.map(({ task, parameter }) => ({
      taskRunId: taskRunId(root, task),
      via: "static" as const,
      ...(parameter === undefined ? {} : { parameter }),
    })),
  ];
}

function trackingId(root: string, run: FlowRunView): { taskRunId?: string } {
  return run.trackingTask === null ? {} : { taskRunId: taskRunId(root, run.trackingTask) };
}

function isoOrNull(us: number | null): string | null {
  return us === null ? null : toIso(us);
}

function rootId(view: RunView): string {
  return view.open?.id ?? "";
}
