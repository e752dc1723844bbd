/** Which run stands below which: tasks below the task or flow that called them, a child flow's below what tracks it. */
import { supersededFlag, taskField, type PictureTaskRun } from "../../core/protocol/run-picture.ts";
import type { PictureData } from "./picture-data.ts";

export interface RunTree {
  /** Tasks that stand below no other. */
  readonly roots: readonly number[];
  /** By the number of a task; absent where nothing stands below it. */
  readonly children: ReadonlyMap<number, readonly number[]>;
}

/** In the order of their numbers, which is the order in which they were called. Superseded runs are left out. */
export function runTree(picture: PictureData): RunTree {
  const roots: number[] = [];
  const children = new Map<number, number[]>();
  for (const task of picture.tasks) {
    if (task === undefined || isSuperseded(task)) continue;
    const parent = parentOf(picture, task);
    if (parent === undefined) {
      roots.push(task[taskField.task]);
      continue;
    }
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [task[taskField.task]]);
    else siblings.push(task[taskField.task]);
  }
  return { roots, children };
}

/** The number of the task that a task stands below; `undefined` directly below the root. */
export function parentOf(picture: PictureData, task: PictureTaskRun): number | undefined {
  const caller = task[taskField.parent];
  if (caller >= 0) return caller;
  return picture.flowRuns[task[taskField.flowRun]]?.trackingTask ?? undefined;
}

/** The tasks above a task, nearest first. */
export function ancestorsOf(picture: PictureData, number: number): number[] {
  const ancestors: number[] = [];
  let task = picture.tasks[number];
  while (task !== undefined && ancestors.length < picture.tasks.length) {
    const parent = parentOf(picture, task);
    if (parent === undefined) break;
    ancestors.push(parent);
    task = picture.tasks[parent];
  }
  return ancestors;
}

/** A task and all that stands below it. */
export function subtreeOf(tree: RunTree, number: number): Set<number> {
  const found = new Set<number>();
  const open = [number];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    open.push(...(tree.children.get(next) ?? []));
  }
  return found;
}

export function isSuperseded(task: PictureTaskRun): boolean {
  return (task[taskField.flags] & supersededFlag) !== 0;
}
