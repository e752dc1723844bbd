/**
 * From the tree to rows: which runs get a line of their own, which share one. A fan-out of more than six runs of one
 * task is one row with counts; of its runs, those that need attention follow under it.
 */
import { isFinalType } from "../../core/states/state-type.ts";
import type { TreeRun } from "./run-tree.ts";

export type TreeRow = RunRow | GroupRow | HiddenRow;

interface RowBase {
  readonly depth: number;
  /** What stays longest when there is too little room: 3 asks for attention, 2 is at work, 1 waits, 0 is over. */
  readonly rank: number;
}

export interface RunRow extends RowBase {
  readonly kind: "run";
  readonly run: TreeRun;
}

export interface GroupRow extends RowBase {
  readonly kind: "group";
  readonly title: string;
  readonly counts: GroupCounts;
  readonly durationMs: number | null;
}

/** Rows that are left out for want of room. */
export interface HiddenRow extends RowBase {
  readonly kind: "hidden";
  readonly count: number;
}

export interface GroupCounts {
  readonly completed: number;
  /** Running, and waiting for a retry. */
  readonly active: number;
  readonly pending: number;
  readonly failed: number;
  /** Cancelled, paused, or never to start. */
  readonly stopped: number;
}

/** `live` opens what is at work, `final` only what went wrong, `full` every child flow run. */
export type Detail = "live" | "final" | "full";

const largestListed = 6;
const largestListedFailures = 3;

export function rowsOfTree(root: TreeRun, detail: Detail): readonly TreeRow[] {
  const rows: TreeRow[] = [];
  addRun(rows, root, 0, detail);
  return rows;
}

export function countsOf(runs: readonly TreeRun[]): GroupCounts {
  const counts = { completed: 0, active: 0, pending: 0, failed: 0, stopped: 0 };
  for (const { state } of runs) counts[bucketOf(state)] += 1;
  return counts;
}

function addRun(rows: TreeRow[], run: TreeRun, depth: number, detail: Detail): number {
  const index = rows.length;
  rows.push({ kind: "run", run, depth, rank: 0 });
  let rank = depth === 0 ? 4 : rankOf(run);
  if (depth === 0 || isOpen(run, detail)) {
    for (const group of grouped(run.children)) rank = Math.max(rank, addGroup(rows, group, depth + 1, detail));
  }
  rows[index] = { kind: "run", run, depth, rank };
  return rank;
}

function addGroup(rows: TreeRow[], runs: readonly TreeRun[], depth: number, detail: Detail): number {
  const first = runs[0];
  if (first === undefined) return 0;
  if (runs.length <= largestListed) return Math.max(...runs.map((run) => addRun(rows, run, depth, detail)));
  const index = rows.length;
  const counts = countsOf(runs);
  const row = { kind: "group", title: first.group, counts, durationMs: longest(runs), depth } as const;
  let rank = counts.active > 0 ? 2 : counts.pending > 0 ? 1 : 0;
  rows.push({ ...row, rank });
  for (const run of runs.filter(isNoteworthy).slice(0, largestListedFailures)) {
    rank = Math.max(rank, addRun(rows, run, depth + 1, detail));
  }
  rows[index] = { ...row, rank };
  return rank;
}

/** Runs of one task together, in the order in which the tasks came up first. */
function grouped(runs: readonly TreeRun[]): TreeRun[][] {
  const groups = new Map<string, TreeRun[]>();
  for (const run of runs) {
    const key = `${run.kind} ${run.group}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [run]);
    else group.push(run);
  }
  return [...groups.values()];
}

function isOpen(run: TreeRun, detail: Detail): boolean {
  if (run.children.length === 0) return false;
  if (detail === "full" || rankOf(run) === 3) return true;
  return detail === "live" && !isFinalType(run.state.type);
}

function isNoteworthy(run: TreeRun): boolean {
  return rankOf(run) === 3;
}

function rankOf(run: TreeRun): number {
  const bucket = bucketOf(run.state);
  if (bucket === "failed" || run.state.type === "PAUSED") return 3;
  if (bucket === "active") return 2;
  return bucket === "pending" ? 1 : 0;
}

function bucketOf(state: TreeRun["state"]): keyof GroupCounts {
  if (state.type === "COMPLETED") return "completed";
  if (state.type === "FAILED" || state.type === "CRASHED") return "failed";
  if (state.type === "RUNNING" || state.type === "CANCELLING" || state.name === "AwaitingRetry") return "active";
  if (state.type === "CANCELLED" || state.type === "PAUSED" || state.name === "NotReady") return "stopped";
  return "pending";
}

function longest(runs: readonly TreeRun[]): number | null {
  return runs.reduce<number | null>((max, { durationMs }) => (durationMs === null ? max : Math.max(max ?? 0, durationMs)), null);
}
