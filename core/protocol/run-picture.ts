/**
 * A root run as a timeline and a graph draw it: every task run with its states, nothing that is shown one at a time
 * (inputs, results, errors; `TaskRunDocument` has those). Tuples, because a run of 10,000 tasks is an ordinary one and
 * a picture goes through two processes.
 *
 * P1. A picture has a revision; each delta raises it by one. A receiver that sees a gap asks for the whole again.
 * P2. A delta repeats the whole tuple of each run that changed, so that applying it is replacing by number.
 * P3. Tables (`definitions`, `sites`, `stateNames`) only grow; a delta holds what was added, in order.
 */
import type { DependencyKind } from "../records/run-record.ts";
import type { StateType } from "../states/state-type.ts";
import type { RunSummary } from "./run-summary.ts";

/** A task run's id and its number, one made from the other. */
export { taskNumber, taskRunId } from "../records/run-ids.ts";

export interface RunPicture {
  readonly run: RunSummary;
  readonly revision: number;
  /** Microseconds; all times in tuples count from here. */
  readonly originAt: number;
  readonly definitions: readonly PictureDefinition[];
  /** `file:line:column`, relative to the workspace folder. */
  readonly sites: readonly string[];
  readonly stateNames: readonly PictureStateName[];
  readonly flowRuns: readonly PictureFlowRun[];
  readonly taskRuns: readonly PictureTaskRun[];
}

export interface PictureDelta {
  readonly run: RunSummary;
  readonly revision: number;
  readonly definitions: readonly PictureDefinition[];
  readonly sites: readonly string[];
  readonly stateNames: readonly PictureStateName[];
  readonly flowRuns: readonly PictureFlowRun[];
  readonly taskRuns: readonly PictureTaskRun[];
}

export interface PictureDefinition {
  readonly kind: "task" | "flow";
  readonly name: string;
  /** `file:line:column` of the definition, relative to the workspace folder. */
  readonly position: string | null;
}

export type PictureStateName = readonly [type: StateType, name: string];

/** States in order: index into `stateNames`, then microseconds after `originAt`, and so on in pairs. */
export type PictureStates = readonly number[];

export interface PictureFlowRun {
  /** Number within the root run; 0 is the root itself. */
  readonly run: number;
  readonly id: string;
  /** Index into `definitions`. */
  readonly definition: number;
  readonly name: string;
  /** Number of the task run that tracks it in its parent; `null` for the root. */
  readonly trackingTask: number | null;
  readonly attempt: number;
  readonly states: PictureStates;
  /** Spans in which a debugger held the process, from and to, in microseconds after `originAt`. */
  readonly debugPauses: readonly number[];
}

export type PictureTaskRun = readonly [
  /** Number within the root run. `taskRunId` makes its id. */
  task: number,
  /** Index into `definitions`. */
  definition: number,
  /** `0`: `<definition's name>-<ordinal>`, else its own name. */
  name: string | 0,
  ordinal: number,
  /** Index into `sites`, -1 where unknown. */
  site: number,
  /** Number of its flow run, -1 outside a flow. */
  flowRun: number,
  /** Number of the task run that called it, -1 for none. */
  parent: number,
  /** Number of the child flow run that it tracks, -1 for none. */
  childRun: number,
  /** 1: superseded by a resume. */
  flags: number,
  /** Upstreams: number, then how the edge was seen. */
  upstreams: readonly (readonly [task: number, via: DependencyKind])[],
  states: PictureStates,
];

/** The field of a task run's tuple, by name. */
export const taskField = { task: 0, definition: 1, name: 2, ordinal: 3, site: 4, flowRun: 5, parent: 6, childRun: 7, flags: 8, upstreams: 9, states: 10 } as const;

export const supersededFlag = 1;

/** Name of a task run as people see it. */
export function taskRunName(picture: Pick<RunPicture, "definitions">, taskRun: PictureTaskRun): string {
  const [, definition, name, ordinal] = taskRun;
  return name === 0 ? `${picture.definitions[definition]?.name ?? "task"}-${ordinal}` : name;
}
