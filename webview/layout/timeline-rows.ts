/**
 * The rows of a timeline: the flow run, then its tasks as a tree. Where many runs of one task stand beside each other
 * (a `.map`, a loop) they fold into one row, so that ten thousand of them do not bury the rest.
 */
import { taskField } from "../../core/protocol/run-picture.ts";
import type { StateType } from "../../core/states/state-type.ts";
import type { PictureData } from "./picture-data.ts";
import type { RunTree } from "./run-tree.ts";
import { spanOf } from "./spans.ts";

export type TimelineRow = FlowRow | TaskRow | FoldRow;

interface RowBase {
  readonly key: string;
  /** From 0. */
  readonly depth: number;
  readonly isExpandable: boolean;
  readonly isExpanded: boolean;
}

export interface FlowRow extends RowBase {
  readonly kind: "flow";
}

export interface TaskRow extends RowBase {
  readonly kind: "task";
  readonly task: number;
}

export interface FoldRow extends RowBase {
  readonly kind: "fold";
  readonly definition: number;
  readonly members: readonly number[];
}

export interface RowOptions {
  /** By task, what folds with it: found once, since a task never changes its place. */
  readonly foldKeys: (string | undefined)[];
  /** Keys of rows that stand the other way round than by default: tasks are open, folds closed. */
  readonly toggled: ReadonlySet<string>;
  /** So many runs of one task from one place fold. */
  readonly foldFrom: number;
  /** So many failed ones stand open below a closed fold. */
  readonly mostFailuresOnTop: number;
}

export const defaultRowOptions: Omit<RowOptions, "toggled" | "foldKeys"> = { foldFrom: 25, mostFailuresOnTop: 5 };

export function timelineRows(picture: PictureData, tree: RunTree, options: RowOptions): TimelineRow[] {
  const rows: TimelineRow[] = [];
  const hasFlow = picture.flowRuns[0] !== undefined;
  if (hasFlow) rows.push({ kind: "flow", key: "flow", depth: 0, isExpandable: false, isExpanded: true });
  addSiblings(rows, picture, tree, options, tree.roots, hasFlow ? 1 : 0);
  return rows;
}

export function taskKey(task: number): string {
  return `t${task}`;
}

/** The index of a task's row, or of the fold in which it is hidden; -1 when it is in no row. */
export function rowOfTask(rows: readonly TimelineRow[], task: number): number {
  const own = rows.findIndex((row) => row.kind === "task" && row.task === task);
  return own >= 0 ? own : rows.findIndex((row) => row.kind === "fold" && row.members.includes(task));
}

function addSiblings(rows: TimelineRow[], picture: PictureData, tree: RunTree, options: RowOptions, siblings: readonly number[], depth: number): void {
  const folds = siblings.length < options.foldFrom ? undefined : foldsAmong(picture, siblings, options);
  for (const number of siblings) {
    const key = folds === undefined ? undefined : options.foldKeys[number];
    const members = key === undefined ? undefined : folds?.get(key);
    if (key === undefined || members === undefined) addTask(rows, picture, tree, options, number, depth);
    // The first member stands for all.
    else if (members[0] === number) addFold(rows, picture, tree, options, key, members, depth);
  }
}

function addFold(rows: TimelineRow[], picture: PictureData, tree: RunTree, options: RowOptions, key: string, members: readonly number[], depth: number): void {
  const isExpanded = options.toggled.has(key);
  const definition = picture.tasks[members[0] ?? -1]?.[taskField.definition] ?? -1;
  rows.push({ kind: "fold", key, depth, isExpandable: true, isExpanded, definition, members });
  const shown = isExpanded ? members : worstOf(picture, members, options.mostFailuresOnTop);
  for (const member of shown) addTask(rows, picture, tree, options, member, depth + 1);
}

function addTask(rows: TimelineRow[], picture: PictureData, tree: RunTree, options: RowOptions, task: number, depth: number): void {
  const below = tree.children.get(task);
  const key = taskKey(task);
  const isExpanded = below !== undefined && !options.toggled.has(key);
  rows.push({ kind: "task", key, depth, isExpandable: below !== undefined, isExpanded, task });
  if (isExpanded) addSiblings(rows, picture, tree, options, below, depth + 1);
}

/** Groups of siblings that are large enough to fold, by key. */
function foldsAmong(picture: PictureData, siblings: readonly number[], { foldFrom, foldKeys }: RowOptions): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (const number of siblings) {
    const key = (foldKeys[number] ??= foldKeyOf(picture, number));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [number]);
    else group.push(number);
  }
  for (const [key, group] of groups) if (group.length < foldFrom) groups.delete(key);
  return groups;
}

/** Runs of one task that were called from one place, by one caller. */
function foldKeyOf(picture: PictureData, number: number): string {
  const task = picture.tasks[number];
  if (task === undefined) return "";
  return `f${task[taskField.definition]}.${task[taskField.site]}.${task[taskField.flowRun]}.${task[taskField.parent]}`;
}

const failures: ReadonlySet<StateType> = new Set(["FAILED", "CRASHED"]);

function worstOf(picture: PictureData, members: readonly number[], most: number): number[] {
  const worst: number[] = [];
  for (const number of members) {
    if (worst.length >= most) break;
    const states = picture.tasks[number]?.[taskField.states];
    if (states !== undefined && failures.has(spanOf(picture.stateNames, states).type)) worst.push(number);
  }
  return worst;
}
