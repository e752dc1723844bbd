/**
 * Which task runs of a run are to run again when it is repeated from some of them. What is left may be reused.
 *
 * A1. What was chosen runs again, and all that was called inside of it.
 * A2. Whatever depends on a run that runs again does so too, as a whole: by a future, an object, `after`, or an edge that
 *     the code shows.
 * A3. Whoever called a run that runs again is called again, for its call to be made; what else it called is reused.
 * A4. What did not complete, or left no result that can be read, has nothing to reuse; but inside of a run that is reused
 *     it is not called at all.
 * A5. What a later attempt superseded is no part of the run any more.
 */
import { isRolledBack } from "../states/rolled-back-state.ts";
import { currentState } from "./fold.ts";
import type { RunView, TaskRunView } from "./run-view.ts";

export interface Choice {
  /** Numbers of task runs that run again as a whole. */
  readonly chosen: Iterable<number>;
  /** Of those that are called again, what they had called and completed being reused: runs that failed. */
  readonly entered: Iterable<number>;
  /** Edges that the code shows and the run could not see, by number of the downstream task run. */
  readonly staticEdges: ReadonlyMap<number, readonly { readonly task: number; readonly parameter?: string }[]>;
  /** Whether the result of a completed run, or one of its items, cannot be read any more. */
  readonly isLost: (run: TaskRunView) => boolean;
}

/** `entered`: its function is called again, what it calls may be reused. `whole`: nothing of it is. */
type Extent = "entered" | "whole";

/** Numbers of the task runs that no call may be answered by, in order. */
export function runsAgain(view: RunView, { chosen, entered, staticEdges, isLost }: Choice): readonly number[] {
  const again = new Map<number, Extent>();
  const tree = treeOf(view, staticEdges);
  const isUsable = (run: TaskRunView): boolean => isReusable(run) && !isLost(run);
  const open: [task: number, extent: Extent][] = [];
  for (const task of chosen) open.push([task, "whole"]);
  for (const task of entered) open.push([task, "entered"]);
  for (const task of tree.inside.get(null) ?? []) if (!isUsable(task)) open.push([task.task, "entered"]);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [task, extent] = next;
    const known = again.get(task);
    if (known === "whole" || known === extent) continue;
    again.set(task, extent);
    for (const downstream of tree.downstream.get(task) ?? []) open.push([downstream, "whole"]);
    const caller = tree.callers.get(task) ?? null;
    if (caller !== null) open.push([caller, "entered"]);
    for (const inner of tree.inside.get(task) ?? []) {
      if (extent === "whole") open.push([inner.task, "whole"]);
      else if (!isUsable(inner)) open.push([inner.task, "entered"]);
    }
  }
  for (const run of view.taskRuns.values()) if (run.isSuperseded) again.set(run.task, "whole");
  return [...again.keys()].sort((a, b) => a - b);
}

/** Whether it completed, and nothing undid that. */
export function isReusable(run: TaskRunView): boolean {
  const state = currentState(run);
  return state?.type === "COMPLETED" && !isRolledBack(state);
}

/** The task run that called it, or that stands for the flow run it was called in; `null`: the root flow's function did. */
export function callerOf(view: RunView, run: TaskRunView): number | null {
  if (run.parent !== null) return run.parent;
  return run.run === null ? null : (view.flowRuns.get(run.run)?.trackingTask ?? null);
}

interface Tree {
  readonly callers: ReadonlyMap<number, number | null>;
  readonly inside: ReadonlyMap<number | null, readonly TaskRunView[]>;
  readonly downstream: ReadonlyMap<number, readonly number[]>;
}

function treeOf(view: RunView, staticEdges: Choice["staticEdges"]): Tree {
  const callers = new Map<number, number | null>();
  const inside = new Map<number | null, TaskRunView[]>();
  const downstream = new Map<number, number[]>();
  for (const run of view.taskRuns.values()) {
    if (run.isSuperseded) continue;
    const caller = callerOf(view, run);
    callers.set(run.task, caller);
    add(inside, caller, run);
    for (const [upstream] of run.dependencies) add(downstream, upstream, run.task);
    for (const { task, parameter } of staticEdges.get(run.task) ?? []) if (!isWholly(run, parameter)) add(downstream, task, run.task);
  }
  return { callers, inside, downstream };
}

/** Whether the input is known to be the very result of one task run, so that what the code might have passed does not matter. */
function isWholly(run: TaskRunView, parameter: string | undefined): boolean {
  const input = parameter === undefined ? undefined : run.inputs[parameter];
  return input !== undefined && "t" in input;
}

function add<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
