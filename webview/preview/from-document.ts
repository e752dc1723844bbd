/** A run as the command shows it (`runs show --json`), as the engine would tell a view of it. */
import type { LogLine, TaskRunDetail } from "../../core/protocol/editor-api.ts";
import type { FlowRunDocument, RunDocument, StateDocument, TaskRunDocument } from "../../core/protocol/run-document.ts";
import { taskNumber, type PictureDefinition, type PictureFlowRun, type PictureStateName, type PictureTaskRun, type RunPicture } from "../../core/protocol/run-picture.ts";
import type { RunFailure, RunSummary } from "../../core/protocol/run-summary.ts";

/** All that there is to know of a run. */
export interface Recording {
  readonly picture: RunPicture;
  readonly taskRuns: ReadonlyMap<string, TaskRunDetail>;
  readonly flowRuns: ReadonlyMap<string, { readonly flowRun: FlowRunDocument; readonly document: RunDocument }>;
  readonly logs: readonly LogLine[];
  readonly staticEdges: readonly (readonly [from: number, to: number])[];
}

class Table<Row> {
  readonly rows: Row[] = [];
  readonly #index = new Map<string, number>();

  indexOf(row: Row): number {
    const key = JSON.stringify(row);
    let index = this.#index.get(key);
    if (index === undefined) {
      index = this.rows.push(row) - 1;
      this.#index.set(key, index);
    }
    return index;
  }
}

export function fromDocument(document: RunDocument): Recording {
  const root = document.flowRun;
  if (root === null) throw new TypeError("A recorded run has a flow.");
  const documents = [document, ...allChildren(document)];
  const originAt = microseconds(root.states[0]?.timestamp ?? "");
  const definitions = new Table<PictureDefinition>();
  const sites = new Table<string>();
  const stateNames = new Table<PictureStateName>();
  const statesOf = (states: readonly StateDocument[]): number[] => states.flatMap(({ type, name, timestamp }) => [stateNames.indexOf([type, name]), microseconds(timestamp) - originAt]);
  const numberOf = (id: string | null): number => (id === null ? -1 : (taskNumber(root.id, id) ?? -1));

  const flowRuns: PictureFlowRun[] = documents.flatMap(({ flowRun }, run) =>
    flowRun === null
      ? []
      : [
          {
            run,
            id: flowRun.id,
            definition: definitions.indexOf({ kind: "flow", name: flowRun.flow, position: flowRun.definition }),
            name: flowRun.name,
            trackingTask: flowRun.parentTaskRunId === null ? null : numberOf(flowRun.parentTaskRunId),
            attempt: flowRun.attempt,
            states: statesOf(flowRun.states),
            debugPauses: [],
          },
        ],
  );
  const runNumber = new Map(flowRuns.map(({ id, run }) => [id, run]));
  const tasks = documents.flatMap(({ taskRuns }) => taskRuns);
  const artifacts = documents.flatMap((one) => one.artifacts);
  const ordinals = new Map<string, number>();
  const taskRuns = tasks
    .map((task): PictureTaskRun => {
      const ordinal = ordinals.get(task.task) ?? 0;
      ordinals.set(task.task, ordinal + 1);
      return [
        numberOf(task.id),
        definitions.indexOf({ kind: task.childFlowRunId === null ? "task" : "flow", name: task.task, position: task.definition }),
        task.name,
        ordinal,
        task.callSite === null ? -1 : sites.indexOf(task.callSite),
        task.flowRunId === null ? -1 : (runNumber.get(task.flowRunId) ?? -1),
        numberOf(task.parentTaskRunId),
        task.childFlowRunId === null ? -1 : (runNumber.get(task.childFlowRunId) ?? -1),
        task.superseded ? 1 : 0,
        task.dependsOn.flatMap(({ taskRunId, via }) => (via === "static" ? [] : [[numberOf(taskRunId), via] as const])),
        statesOf(task.states),
      ];
    })
    .sort((a, b) => a[0] - b[0]);
  const run = summaryOf(document, root, tasks, originAt);
  return {
    picture: { run, revision: 1, originAt, definitions: definitions.rows, sites: sites.rows, stateNames: stateNames.rows, flowRuns, taskRuns },
    taskRuns: new Map(tasks.map((task) => [task.id, { ...task, artifacts: artifacts.filter(({ taskRunId }) => taskRunId === task.id) }])),
    flowRuns: new Map(documents.flatMap((one) => (one.flowRun === null ? [] : [[one.flowRun.id, { flowRun: one.flowRun, document: one }]]))),
    staticEdges: tasks.flatMap((task) => task.dependsOn.flatMap(({ taskRunId, via }) => (via === "static" ? [[numberOf(taskRunId), numberOf(task.id)] as const] : []))),
    logs: documents.flatMap(({ logs }) => logs).map((line) => ({
      at: microseconds(line.timestamp),
      level: line.level,
      message: line.message,
      flowRun: line.flowRunId === null ? -1 : (runNumber.get(line.flowRunId) ?? -1),
      task: numberOf(line.taskRunId),
      source: tasks.find(({ id }) => id === line.taskRunId)?.name ?? root.flow,
    })).sort((a, b) => a.at - b.at),
  };
}

function summaryOf(document: RunDocument, root: FlowRunDocument, tasks: readonly TaskRunDocument[], originAt: number): RunSummary {
  const count = (...types: readonly string[]): number => tasks.filter(({ state }) => types.includes(state.type)).length;
  const last = root.states.at(-1);
  return {
    id: root.id,
    name: root.name,
    flow: root.flow,
    flowId: root.file === null ? null : `${root.file}#${root.flow}`,
    file: root.file,
    state: { type: root.state.type, name: root.state.name, message: root.state.message },
    attempt: root.attempt,
    trigger: "editor",
    rerunOf: null,
    createdAt: originAt,
    startAt: root.startTime === null ? null : microseconds(root.startTime),
    endAt: root.endTime === null ? null : microseconds(last?.timestamp ?? root.endTime),
    importedAt: null,
    restUs: 0,
    tasks: { total: tasks.length, running: count("RUNNING"), completed: count("COMPLETED"), failed: count("FAILED", "CRASHED") },
    pauses: [],
    isResumable: root.state.type === "FAILED",
    failure: root.state.type === "FAILED" ? failureOf(document, tasks) : null,
    problem: null,
  };
}

function failureOf({ error }: RunDocument, tasks: readonly TaskRunDocument[]): RunFailure {
  const task = tasks.find(({ state }) => state.type === "FAILED" || state.type === "CRASHED");
  return { task: task === undefined ? null : { id: task.id, name: task.name }, error: error === undefined ? null : { name: error.name, message: error.message }, at: null, callSites: [] };
}

function allChildren({ childRuns }: RunDocument): RunDocument[] {
  return childRuns.flatMap((child) => [child, ...allChildren(child)]);
}

function microseconds(timestamp: string): number {
  return Date.parse(timestamp) * 1_000 + Number(/\.\d{3}(\d{3})Z$/.exec(timestamp)?.[1] ?? 0);
}
