/** The tree of runs as nodes that stay the same objects as long as they are shown, so that one line can be drawn anew. */
import type { MirrorChange } from "../protocol/engine-mirror.ts";
import type { RunSummary } from "../protocol/run-summary.ts";
import { groupRuns, standing, type RunGroup } from "./run-groups.ts";
import { failedTaskLine, groupLine, runLine, type TreeLine } from "./tree-line.ts";

const openGroups = 2;

export type RunsNode =
  | { readonly kind: "group"; readonly id: string }
  | { readonly kind: "run"; readonly folder: string; readonly runId: string }
  | { readonly kind: "task"; readonly folder: string; readonly runId: string; readonly taskRunId: string };

export interface FolderRuns {
  readonly uri: string;
  readonly mirror: { readonly runs: ReadonlyMap<string, RunSummary> };
}

export class RunsOutline {
  readonly #folders: () => readonly FolderRuns[];
  readonly #nodes = new Map<string, RunsNode>();
  /** Runs whose lines are to be drawn anew, or everything. */
  #dirty: Set<string> | "all" = new Set();
  #groups: readonly RunGroup[] = [];

  constructor(folders: () => readonly FolderRuns[]) {
    this.#folders = folders;
  }

  children(node: RunsNode | undefined, nowUs: number, offsetMinutes: number): RunsNode[] {
    if (node === undefined) {
      const runs = this.#folders().flatMap(({ mirror }) => [...mirror.runs.values()]);
      this.#groups = groupRuns(runs, nowUs, offsetMinutes);
      return this.#groups.map(({ id }) => this.#same(id, { kind: "group", id }));
    }
    if (node.kind === "group") {
      const runs = this.#groups.find(({ id }) => id === node.id)?.runs ?? [];
      return runs.map(({ id }) => this.#same(id, { kind: "run", folder: this.#folderOf(id)?.uri ?? "", runId: id }));
    }
    const task = node.kind === "run" ? this.#run(node.runId)?.failure?.task : undefined;
    return node.kind === "task" || task == null ? [] : [this.#same(`${node.runId} ${task.id}`, { ...node, kind: "task", taskRunId: task.id })];
  }

  /** `undefined` for a node whose run has gone. */
  line(node: RunsNode, nowUs: number, offsetMinutes: number): TreeLine | undefined {
    if (node.kind === "group") {
      const at = this.#groups.findIndex(({ id }) => id === node.id);
      const group = this.#groups[at];
      return group && groupLine(group, at < openGroups);
    }
    const run = this.#run(node.runId);
    if (run === undefined) return undefined;
    return node.kind === "run" ? runLine(run, nowUs, offsetMinutes) : failedTaskLine(run);
  }

  /** @param change `undefined`: folders came or went */
  note(change: MirrorChange | undefined): void {
    if (change === undefined || hasMoved(change)) this.#dirty = "all";
    else if (this.#dirty !== "all") for (const { after } of change.runs) this.#dirty.add(after.id);
  }

  /** The lines to draw anew since it was last asked. */
  takeDirty(): RunsNode[] | "all" {
    const dirty = this.#dirty === "all" ? "all" : [...this.#dirty].flatMap((id) => this.#nodes.get(id) ?? []);
    this.#dirty = new Set();
    return dirty;
  }

  #same(key: string, node: RunsNode): RunsNode {
    const known = this.#nodes.get(key) ?? node;
    this.#nodes.set(key, known);
    return known;
  }

  #folderOf(runId: string): FolderRuns | undefined {
    return this.#folders().find(({ mirror }) => mirror.runs.has(runId));
  }

  #run(runId: string): RunSummary | undefined {
    return this.#folderOf(runId)?.mirror.runs.get(runId);
  }
}

function hasMoved({ isWhole, runs, removedRuns }: MirrorChange): boolean {
  return isWhole || removedRuns.length > 0 || runs.some(({ before, after }) => before === undefined || standing(before) !== standing(after));
}
