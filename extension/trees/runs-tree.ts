import { groupRuns, type RunGroup } from "../../core/presentation/run-groups.ts";
import { failedTaskLine, groupLine, runLine } from "../../core/presentation/tree-line.ts";
import type { MirrorChange } from "../../core/protocol/engine-mirror.ts";
import type { RunSummary } from "../../core/protocol/run-summary.ts";
import { isFinalType } from "../../core/states/state-type.ts";
import type { Engines } from "../folders/engines.ts";
import { minutesFromUtc, nowUs, throttled } from "../timers.ts";
import { vscode } from "../vscode.ts";
import { treeItem } from "./tree-item.ts";

const refreshMs = 250;
const openGroups = 2;

type Node =
  | { readonly kind: "group"; readonly id: string }
  | { readonly kind: "run"; readonly folder: string; readonly runId: string }
  | { readonly kind: "task"; readonly folder: string; readonly runId: string; readonly taskRunId: string };

/** Runs: those that go on first, then by day. While a run goes on only its own line is drawn anew. */
export class RunsTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<Node[] | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #engines: Engines;
  /** A node is the same object as long as it is shown, so that one line can be drawn anew. */
  readonly #nodes = new Map<string, Node>();
  /** Runs whose lines are to be drawn anew, or everything. */
  #dirty: Set<string> | "all" = new Set();
  #groups: readonly RunGroup[] = [];
  readonly #view: vscode.TreeView<Node>;
  readonly #refresh = throttled(refreshMs, () => this.#flush());
  readonly #subscriptions: vscode.Disposable;

  constructor(engines: Engines) {
    this.#engines = engines;
    this.#view = vscode.window.createTreeView("millrace.runs", { treeDataProvider: this, showCollapseAll: true });
    const events = [engines.onDidChange(({ change }) => this.#note(change)), engines.onDidChangeFolders(() => this.#note(undefined))];
    this.#subscriptions = vscode.Disposable.from(this.#changed, this.#refresh, this.#view, ...events);
  }

  getChildren(node?: Node): Node[] {
    if (node === undefined) {
      const runs = this.#engines.all().flatMap(({ mirror }) => [...mirror.runs.values()]);
      this.#groups = groupRuns(runs, nowUs(), minutesFromUtc());
      return this.#groups.map(({ id }) => this.#same(id, { kind: "group", id }));
    }
    if (node.kind === "group") {
      const runs = this.#groups.find(({ id }) => id === node.id)?.runs ?? [];
      return runs.map(({ id }) => this.#same(id, { kind: "run", folder: this.#engines.ofRun(id)?.uri ?? "", runId: id }));
    }
    const task = node.kind === "run" ? this.#run(node.runId)?.failure?.task : undefined;
    return node.kind === "task" || task == null ? [] : [this.#same(`${node.runId} ${task.id}`, { ...node, kind: "task", taskRunId: task.id })];
  }

  getTreeItem(node: Node): vscode.TreeItem {
    if (node.kind === "group") {
      const at = this.#groups.findIndex(({ id }) => id === node.id);
      return treeItem(groupLine(this.#groups[at] ?? { id: node.id, label: node.id, runs: [] }, at < openGroups));
    }
    const run = this.#run(node.runId);
    if (run === undefined) return new vscode.TreeItem("");
    const item = treeItem(node.kind === "run" ? runLine(run, nowUs()) : failedTaskLine(run));
    item.command = { command: "millrace.openRun", title: "Open Run", arguments: [node] };
    return item;
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #same(key: string, node: Node): Node {
    const known = this.#nodes.get(key) ?? node;
    this.#nodes.set(key, known);
    return known;
  }

  #run(runId: string): RunSummary | undefined {
    return this.#engines.ofRun(runId)?.mirror.runs.get(runId);
  }

  #note(change: MirrorChange | undefined): void {
    const hasMoved = change === undefined || change.isWhole || change.removedRuns.length > 0 || change.runs.some(({ before, after }) => before === undefined || isFinalType(before.state.type) !== isFinalType(after.state.type));
    if (hasMoved) this.#dirty = "all";
    else if (this.#dirty !== "all") for (const { after } of change.runs) this.#dirty.add(after.id);
    this.#refresh.call();
  }

  #flush(): void {
    if (this.#dirty === "all") this.#changed.fire(undefined);
    else if (this.#dirty.size > 0) this.#changed.fire([...this.#dirty].flatMap((id) => this.#nodes.get(id) ?? []));
    this.#dirty = new Set();
    const running = this.#engines.activeRuns();
    this.#view.badge = running === 0 ? undefined : { value: running, tooltip: running === 1 ? "1 flow is running" : `${running} flows are running` };
  }
}
