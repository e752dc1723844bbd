/**
 * A run as lists and pictures show it, brought up to date from what its records touched: nothing here looks at all task
 * runs for a change of one, but for a failure, once at its end.
 */
import { existsSync } from "node:fs";
import type { PictureDelta, RunPicture } from "../../../core/protocol/run-picture.ts";
import type { PauseSummary, RunFailure, RunSummary } from "../../../core/protocol/run-summary.ts";
import type { RunRequest } from "../../../core/protocol/run-request.ts";
import { currentState } from "../../../core/records/fold.ts";
import type { TouchedRuns } from "../../../core/records/touched-runs.ts";
import type { FlowRunView, RunView, TaskRunView } from "../../../core/records/run-view.ts";
import { timesOf } from "../../../core/rules/bookkeeping.ts";
import type { RunState } from "../../../core/states/run-state.ts";
import { isFinalType } from "../../../core/states/state-type.ts";
import { isOver } from "../read-run.ts";
import { PictureTables } from "./picture-tables.ts";
import { type Folders, showFile } from "./places.ts";
import { failureOf } from "./run-failure.ts";
import { TaskCounter } from "./task-counter.ts";

/** What a run is, apart from its records. */
export interface RunIdentity extends Folders {
  readonly id: string;
  /** `undefined` where it cannot be read. */
  readonly request: RunRequest | undefined;
  /** For a run whose request is unreadable, in microseconds. */
  readonly createdAt: number;
}

export class RunProjection {
  readonly #identity: RunIdentity;
  #view: RunView;
  #counter = new TaskCounter();
  /** By number of the flow run. */
  readonly #pauses = new Map<number, PauseSummary>();
  #tables: PictureTables;
  #failure: { readonly of: RunState; readonly failure: RunFailure | null } | undefined;
  #revision = 0;
  /** Runs that the picture has not shown yet as they are; `undefined` while nobody has it open. */
  #unshown: TouchedRuns | undefined;

  constructor(identity: RunIdentity, view: RunView) {
    this.#identity = identity;
    this.#view = view;
    this.#tables = this.#createTables();
    for (const task of view.taskRuns.values()) this.#counter.note(task);
    for (const run of view.flowRuns.values()) this.#notePause(run);
  }

  get view(): RunView {
    return this.#view;
  }

  /** Takes in what has changed, and empties the sets. The view is another one when the file was read again from its start. */
  update(view: RunView, touched: TouchedRuns): void {
    if (view !== this.#view) this.#startAgain(view);
    for (const task of touched.tasks) {
      const taskRun = view.taskRuns.get(task);
      if (taskRun !== undefined) this.#counter.note(taskRun);
    }
    for (const run of touched.flowRuns) this.#notePause(view.flowRuns.get(run));
    if (this.#unshown !== undefined) {
      this.#unshown.tasks = together(this.#unshown.tasks, touched.tasks);
      this.#unshown.flowRuns = together(this.#unshown.flowRuns, touched.flowRuns);
    }
    touched.tasks = new Set();
    touched.flowRuns = new Set();
  }

  /** The whole; from now on `delta` tells what changed since. */
  picture(flowId: string | null, problem: string | null): RunPicture {
    this.#unshown = { tasks: new Set(), flowRuns: new Set() };
    this.#revision += 1;
    this.#tables = this.#createTables();
    const taskRuns = Array.from(this.#view.taskRuns.values(), (run) => this.#tables.taskRun(this.#view, run));
    const flowRuns = Array.from(this.#view.flowRuns.values(), (run) => this.#tables.flowRun(this.#view, run));
    const { definitions, sites, stateNames } = this.#tables;
    return {
      run: this.summary(flowId, problem),
      revision: this.#revision,
      originAt: this.#originAt(),
      definitions: [...definitions],
      sites: [...sites],
      stateNames: [...stateNames],
      flowRuns,
      taskRuns,
    };
  }

  /** What changed since the last picture or delta; `undefined` for nothing, or when nobody looks. */
  delta(flowId: string | null, problem: string | null): PictureDelta | undefined {
    const unshown = this.#unshown;
    if (unshown === undefined || (unshown.tasks.size === 0 && unshown.flowRuns.size === 0)) return undefined;
    const { definitions, sites, stateNames } = this.#tables;
    const from = [definitions.length, sites.length, stateNames.length] as const;
    const flowRuns = Array.from(unshown.flowRuns, (run) => this.#view.flowRuns.get(run)).filter((run) => run !== undefined);
    const taskRuns = Array.from(unshown.tasks, (task) => this.#view.taskRuns.get(task)).filter((run) => run !== undefined);
    this.#unshown = { tasks: new Set(), flowRuns: new Set() };
    this.#revision += 1;
    const shownFlowRuns = flowRuns.map((run) => this.#tables.flowRun(this.#view, run));
    const shownTaskRuns = taskRuns.map((run) => this.#tables.taskRun(this.#view, run));
    return {
      run: this.summary(flowId, problem),
      revision: this.#revision,
      definitions: definitions.slice(from[0]),
      sites: sites.slice(from[1]),
      stateNames: stateNames.slice(from[2]),
      flowRuns: shownFlowRuns,
      taskRuns: shownTaskRuns,
    };
  }

  /** Nobody looks any more. */
  close(): void {
    this.#unshown = undefined;
  }

  summary(flowId: string | null, problem: string | null): RunSummary {
    const { request, id } = this.#identity;
    const subject = rootOf(this.#view);
    const state = subject === undefined ? undefined : currentState(subject);
    const isEnded = isOver(this.#view);
    const { startAt, endAt } = timesOf(subject?.states ?? []);
    return {
      id,
      name: subject?.name ?? request?.name ?? id,
      ...flowOf(this.#identity, this.#view),
      flowId,
      state: state === undefined ? { type: "PENDING", name: "Pending", message: null } : { type: state.type, name: state.name, message: state.message },
      attempt: subject !== undefined && "attempt" in subject ? subject.attempt : 1,
      trigger: request?.trigger ?? "script",
      rerunOf: this.#view.flowRuns.get(0)?.rerunOf ?? request?.retryOf ?? null,
      createdAt: this.#originAt(),
      importedAt: request?.imported?.at ?? null,
      startAt,
      endAt,
      restUs: subject === undefined ? 0 : restOf(subject.states),
      tasks: this.#counter.counts(),
      pauses: [...this.#pauses.values()],
      isResumable: isEnded && this.#view.flowRuns.has(0) && (state?.type === "FAILED" || state?.type === "CRASHED" || state?.type === "CANCELLED") && hasCode(request),
      failure: state === undefined || !isEnded ? null : this.#failureOf(state),
      problem,
    };
  }

  #notePause(run: FlowRunView | undefined): void {
    if (run === undefined) return;
    const pause = pauseOf(run);
    if (pause === null) this.#pauses.delete(run.run);
    else this.#pauses.set(run.run, pause);
  }

  #failureOf(state: RunState): RunFailure | null {
    if (this.#failure?.of !== state) this.#failure = { of: state, failure: failureOf(this.#view, this.#identity, state) };
    return this.#failure.failure;
  }

  #startAgain(view: RunView): void {
    this.#view = view;
    this.#counter = new TaskCounter();
    for (const task of view.taskRuns.values()) this.#counter.note(task);
    this.#pauses.clear();
    for (const run of view.flowRuns.values()) this.#notePause(run);
    // A gap, so that whoever shows the run asks for the whole: what was read before may not be there any more.
    this.#revision += 1;
    this.#tables = this.#createTables();
  }

  #createTables(): PictureTables {
    return new PictureTables(this.#identity, this.#originAt());
  }

  #originAt(): number {
    return this.#identity.request?.createdAt ?? this.#identity.createdAt;
  }
}

/** Of a run that was made here this is told only where somebody wants to resume it: its code may come back. */
function hasCode(request: RunRequest | undefined): boolean {
  return request?.imported === undefined || (request.module !== null && existsSync(request.module));
}

/** Takes the second set over where the first is empty, which it nearly always is. */
function together(known: Set<number>, more: Set<number>): Set<number> {
  if (known.size === 0) return more;
  for (const number of more) known.add(number);
  return known;
}

function pauseOf(run: FlowRunView): PauseSummary | null {
  const state = currentState(run);
  if (state?.type !== "PAUSED" || state.pause === undefined) return null;
  const { number, key = null, description = null } = state.pause;
  const timeoutAt = state.timeoutAt === 0 ? null : state.timeoutAt;
  return { flowRunId: run.id, name: run.name, number, kind: state.suspended ? "suspended" : "paused", key, description, timeoutAt };
}

/** A run that nobody follows. `view` may be made of its first and last records alone. */
export function summaryOf(identity: RunIdentity, view: RunView, flowId: string | null, problem: string | null): RunSummary {
  const summary = new RunProjection(identity, view).summary(flowId, problem);
  const { closed } = view;
  if (closed === null || closed.tasks === 0 || view.taskRuns.size > 0) return summary;
  return { ...summary, tasks: { total: closed.tasks, running: 0, completed: closed.tasks - closed.failed, failed: closed.failed } };
}

/** Time between an end and what came after it. */
function restOf(states: readonly RunState[]): number {
  return states.reduce((rest, state, index) => {
    const next = states[index + 1];
    return next !== undefined && isFinalType(state.type) ? rest + next.at - state.at : rest;
  }, 0);
}

/** The root flow run or, outside a flow, the task run that was called first. */
export function rootOf(view: RunView): FlowRunView | TaskRunView | undefined {
  return view.flowRuns.get(0) ?? view.taskRuns.values().next().value;
}

/** Name and file of the flow; `file` relative to the editor's folder. */
export function flowOf(identity: RunIdentity, view: RunView): { readonly flow: string; readonly file: string | null } {
  const subject = rootOf(view);
  const definition = subject === undefined ? undefined : view.definitions.get(subject.def);
  return { flow: definition?.name ?? identity.request?.flowName ?? "", file: fileOf(identity, definition?.file ?? null) };
}

function fileOf(identity: RunIdentity, recorded: string | null): string | null {
  if (recorded !== null) return showFile(identity, recorded);
  const module = identity.request?.module ?? null;
  return module === null ? null : showFile({ ...identity, root: "" }, module);
}
