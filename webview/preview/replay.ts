/** A recorded run as it was at a moment, so that it can happen again before one's eyes. */
import type { PictureDelta, PictureFlowRun, PictureStates, PictureTaskRun, RunPicture } from "../../core/protocol/run-picture.ts";
import type { RunSummary } from "../../core/protocol/run-summary.ts";
import { isFinalType, type StateType } from "../../core/states/state-type.ts";

/** The picture `elapsed` microseconds after the origin; the origin itself moves to `originAt`. */
export function pictureAt(whole: RunPicture, elapsed: number, originAt: number, revision: number): RunPicture {
  const flowRuns = whole.flowRuns.flatMap((run) => {
    const states = statesAt(run.states, elapsed);
    return states.length === 0 ? [] : [{ ...run, states }];
  });
  const taskRuns = whole.taskRuns.flatMap((task): PictureTaskRun[] => {
    const states = statesAt(task[10], elapsed);
    return states.length === 0 ? [] : [[...task.slice(0, 10), states] as unknown as PictureTaskRun];
  });
  return { ...whole, revision, originAt, flowRuns, taskRuns, run: summaryAt(whole, flowRuns[0], taskRuns, originAt) };
}

/** What changed between two moments, as an engine would send it. */
export function deltaBetween(before: RunPicture, after: RunPicture): PictureDelta {
  const known = new Map(before.taskRuns.map((task) => [task[0], task[10].length]));
  const knownRuns = new Map(before.flowRuns.map(({ run, states }) => [run, states.length]));
  return {
    run: after.run,
    revision: after.revision,
    definitions: [],
    sites: [],
    stateNames: [],
    flowRuns: after.flowRuns.filter(({ run, states }) => knownRuns.get(run) !== states.length),
    taskRuns: after.taskRuns.filter((task) => known.get(task[0]) !== task[10].length),
  };
}

/** A moment after everything has happened. */
export function lengthOf({ flowRuns, taskRuns }: RunPicture): number {
  return Math.max(...flowRuns.map(({ states }) => states.at(-1) ?? 0), ...taskRuns.map((task) => task[10].at(-1) ?? 0)) + 1;
}

function statesAt(states: PictureStates, elapsed: number): number[] {
  const seen: number[] = [];
  for (let at = 0; at < states.length; at += 2) if ((states[at + 1] ?? 0) <= elapsed) seen.push(states[at] ?? 0, states[at + 1] ?? 0);
  return seen;
}

function summaryAt(whole: RunPicture, root: PictureFlowRun | undefined, tasks: readonly PictureTaskRun[], originAt: number): RunSummary {
  const stateOf = (states: PictureStates): readonly [StateType, string] => whole.stateNames[states.at(-2) ?? -1] ?? ["PENDING", "Pending"];
  const [type, name] = stateOf(root?.states ?? []);
  const isOver = isFinalType(type);
  const types = tasks.map((task) => stateOf(task[10])[0]);
  const shift = originAt - whole.originAt;
  const count = (...wanted: readonly StateType[]): number => types.filter((one) => wanted.includes(one)).length;
  return {
    ...whole.run,
    state: { type, name, message: isOver ? whole.run.state.message : null },
    createdAt: originAt,
    startAt: whole.run.startAt === null ? null : whole.run.startAt + shift,
    endAt: isOver && whole.run.endAt !== null ? whole.run.endAt + shift : null,
    tasks: { total: tasks.length, running: count("RUNNING"), completed: count("COMPLETED"), failed: count("FAILED", "CRASHED") },
    isResumable: isOver && whole.run.isResumable,
    failure: isOver ? whole.run.failure : null,
  };
}
