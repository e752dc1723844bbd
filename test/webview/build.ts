/** A picture in a few words: `task("load", "pending 0 running 10 completed 50")`. Times are milliseconds. */
import type { DependencyKind } from "../../core/records/run-record.ts";
import type { PictureDefinition, PictureFlowRun, PictureStateName, PictureTaskRun, RunPicture } from "../../core/protocol/run-picture.ts";
import type { RunSummary } from "../../core/protocol/run-summary.ts";
import type { StateType } from "../../core/states/state-type.ts";
import { plainSummary } from "../engine/plain-summary.ts";

const types: Readonly<Record<string, PictureStateName>> = {
  pending: ["PENDING", "Pending"],
  scheduled: ["SCHEDULED", "Scheduled"],
  awaitingRetry: ["SCHEDULED", "AwaitingRetry"],
  running: ["RUNNING", "Running"],
  retrying: ["RUNNING", "Retrying"],
  paused: ["PAUSED", "Paused"],
  cancelling: ["CANCELLING", "Cancelling"],
  completed: ["COMPLETED", "Completed"],
  cached: ["COMPLETED", "Cached"],
  failed: ["FAILED", "Failed"],
  cancelled: ["CANCELLED", "Cancelled"],
  crashed: ["CRASHED", "Crashed"],
  rolledBack: ["COMPLETED", "RolledBack"],
};
const names = Object.keys(types);

export const stateNames: readonly PictureStateName[] = Object.values(types);

/** `"pending 0 running 10"` as a picture has it. */
export function states(text: string): number[] {
  const words = text.split(" ");
  return words.map((word, index) => (index % 2 === 0 ? names.indexOf(word) : Number(word) * 1_000));
}

export interface TaskWords {
  readonly name: string;
  readonly states?: string;
  readonly site?: string;
  readonly parent?: number;
  readonly flowRun?: number;
  readonly childRun?: number;
  readonly after?: readonly number[];
  readonly isSuperseded?: boolean;
}

export interface FlowWords {
  readonly name: string;
  readonly states?: string;
  readonly trackingTask?: number;
}

/** Tasks are numbered from 1 in the order given; the root flow run is 0. */
export function picture(tasks: readonly TaskWords[], flows: readonly FlowWords[] = [{ name: "main" }], run: Partial<RunSummary> = {}): RunPicture {
  const definitions: PictureDefinition[] = [];
  const sites: string[] = [];
  const indexIn = <Row>(rows: Row[], row: Row): number => {
    const known = rows.findIndex((one) => JSON.stringify(one) === JSON.stringify(row));
    return known >= 0 ? known : rows.push(row) - 1;
  };
  const ordinals = new Map<string, number>();
  const taskRuns = tasks.map((task, index): PictureTaskRun => {
    const ordinal = ordinals.get(task.name) ?? 0;
    ordinals.set(task.name, ordinal + 1);
    const via: DependencyKind = "future";
    return [
      index + 1,
      indexIn(definitions, { kind: "task", name: task.name, position: null }),
      0,
      ordinal,
      task.site === undefined ? -1 : indexIn(sites, task.site),
      task.flowRun ?? 0,
      task.parent ?? -1,
      task.childRun ?? -1,
      task.isSuperseded === true ? 1 : 0,
      (task.after ?? []).map((upstream) => [upstream, via] as const),
      states(task.states ?? "pending 0 running 0 completed 10"),
    ];
  });
  const flowRuns = flows.map(
    (flow, index): PictureFlowRun => ({
      run: index,
      id: `run-${index}`,
      definition: indexIn(definitions, { kind: "flow", name: flow.name, position: null }),
      name: flow.name,
      trackingTask: flow.trackingTask ?? null,
      attempt: 1,
      states: states(flow.states ?? "pending 0 running 0 completed 1000"),
      debugPauses: [],
    }),
  );
  return { run: summary({ id: "run-0", ...run }), revision: 1, originAt: 0, definitions, sites, stateNames, flowRuns, taskRuns };
}

export function summary(run: Partial<RunSummary> & { readonly type?: StateType } = {}): RunSummary {
  const type = run.type ?? "COMPLETED";
  return plainSummary({
    id: "run-0",
    name: "brave-otter",
    flow: "main",
    flowId: "main.ts#main",
    file: "main.ts",
    state: { type, name: stateNames.find(([one]) => one === type)?.[1] ?? type, message: null },
    startAt: 0,
    endAt: type === "RUNNING" ? null : 1_000_000,
    ...run,
  });
}
