import { groupRuns, type RunGroup } from "../../core/presentation/run-groups.ts";
import { lookOf, runDescription, spokenRun, stateWords } from "../../core/presentation/run-look.ts";
import type { RunSummary } from "../../core/protocol/run-summary.ts";
import { isFinalType } from "../../core/states/state-type.ts";
import type { Engines } from "../folders/engines.ts";
import type { MirrorChange } from "../../core/protocol/engine-mirror.ts";
import { minutesFromUtc, nowUs, Throttle } from "../timers.ts";
import { vscode } from "../vscode.ts";
import { stateIcon } from "./state-icon.ts";

const refreshMs = 250;

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
  readonly #dirty = new Set<string>();
  #isWholeDirty = false;
  #groups: readonly RunGroup[] = [];
  readonly #view: vscode.TreeView<Node>;
  readonly #subscriptions: vscode.Disposable;

  constructor(engines: Engines) {
    this.#engines = engines;
    const refresh = new Throttle(refreshMs, () => this.#flush());
    this.#view = vscode.window.createTreeView("millrace.runs", { treeDataProvider: this, showCollapseAll: true });
    this.#subscriptions = vscode.Disposable.from(this.#changed, refresh, this.#view, engines.onDidChange(({ change }) => {
      this.#note(change);
      refresh.call();
    }), engines.onDidChangeFolders(() => {
      this.#isWholeDirty = true;
      refresh.call();
    }));
  }

  getChildren(node?: Node): Node[] {
    if (node === undefined) {
      this.#groups = groupRuns(this.#engines.all().flatMap(({ mirror }) => [...mirror.runs.values()]), nowUs(), minutesFromUtc());
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
    if (node.kind === "group") return this.#groupItem(node.id);
    const run = this.#run(node.runId);
    if (run === undefined) return new vscode.TreeItem("");
    const item = node.kind === "run" ? this.#runItem(run) : this.#taskItem(run);
    item.command = { command: "millrace.openRun", title: "Open Run", arguments: [node] };
    return item;
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #groupItem(id: string): vscode.TreeItem {
    const isOpen = id === "active" || this.#groups.findIndex((group) => group.id === id) < 2;
    const group = this.#groups.find((one) => one.id === id);
    const item = new vscode.TreeItem(group?.label ?? id, isOpen ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed);
    item.id = `group ${id}`;
    item.description = String(group?.runs.length ?? "");
    return item;
  }

  #runItem(run: RunSummary): vscode.TreeItem {
    const isFinal = isFinalType(run.state.type);
    const item = new vscode.TreeItem(run.flow, run.failure?.task == null ? vscode.TreeItemCollapsibleState.None : vscode.TreeItemCollapsibleState.Collapsed);
    item.id = run.id;
    item.iconPath = stateIcon(lookOf(run));
    item.description = `${runDescription(run, nowUs())} · ${run.name}`;
    item.contextValue = ["run", isFinal ? "ended" : "active", run.isResumable ? "resumable" : "", run.failure?.at == null ? "" : "failed"].join(" ");
    item.accessibilityInformation = { label: spokenRun(run, nowUs()) };
    item.tooltip = tooltipOf(run);
    return item;
  }

  #taskItem({ id, failure }: RunSummary): vscode.TreeItem {
    const item = new vscode.TreeItem(failure?.task?.name ?? "");
    item.id = `${id} failed task`;
    item.iconPath = new vscode.ThemeIcon("error", new vscode.ThemeColor("testing.iconFailed"));
    item.description = failure?.error?.message ?? "";
    item.contextValue = "task failed";
    item.accessibilityInformation = { label: `Task ${failure?.task?.name} failed: ${failure?.error?.message ?? ""}` };
    return item;
  }

  #same(key: string, node: Node): Node {
    const known = this.#nodes.get(key) ?? node;
    this.#nodes.set(key, known);
    return known;
  }

  #run(runId: string): RunSummary | undefined {
    return this.#engines.ofRun(runId)?.mirror.runs.get(runId);
  }

  #note({ isWhole, runs, removedRuns }: MirrorChange): void {
    const hasMoved = runs.some(({ before, after }) => before === undefined || isFinalType(before.state.type) !== isFinalType(after.state.type));
    this.#isWholeDirty ||= isWhole || hasMoved || removedRuns.length > 0;
    for (const { after } of runs) this.#dirty.add(after.id);
  }

  #flush(): void {
    const dirty = [...this.#dirty].flatMap((id) => this.#nodes.get(id) ?? []);
    if (this.#isWholeDirty) this.#changed.fire(undefined);
    else if (dirty.length > 0) this.#changed.fire(dirty);
    this.#dirty.clear();
    this.#isWholeDirty = false;
    const running = this.#engines.all().reduce((sum, { mirror }) => sum + mirror.activeRuns().length, 0);
    this.#view.badge = running === 0 ? undefined : { value: running, tooltip: running === 1 ? "1 flow is running" : `${running} flows are running` };
  }
}

function tooltipOf(run: RunSummary): vscode.MarkdownString {
  const { tasks, failure, attempt, problem } = run;
  const text = new vscode.MarkdownString("", true);
  text.appendMarkdown(`**${run.flow}** · ${run.name}\n\n$(${lookOf(run).icon}) ${stateWords(run)} · ${runDescription(run, nowUs())}\n\n`);
  text.appendMarkdown(`${tasks.completed} of ${tasks.total} tasks completed${tasks.failed > 0 ? `, ${tasks.failed} failed` : ""}${attempt > 1 ? `, attempt ${attempt}` : ""}\n\n`);
  if (failure?.error != null) text.appendText(`${failure.error.name}: ${failure.error.message}`);
  if (problem !== null) text.appendText(problem);
  return text;
}
