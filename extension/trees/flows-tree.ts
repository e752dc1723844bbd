import type { Engines } from "../folders/engines.ts";
import type { FolderEngine } from "../folders/folder-engine.ts";
import { uriOf } from "../folders/places.ts";
import { lookOf, runDescription, spokenRun, stateWords } from "../../core/presentation/run-look.ts";
import { nowUs, Throttle } from "../timers.ts";
import { vscode } from "../vscode.ts";
import { stateIcon } from "./state-icon.ts";

const refreshMs = 250;

type Node = { readonly kind: "file"; readonly folder: string; readonly file: string } | { readonly kind: "flow"; readonly folder: string; readonly flowId: string };

/** Flows, under their files where there are several. */
export class FlowsTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #engines: Engines;
  readonly #subscriptions: vscode.Disposable;

  constructor(engines: Engines) {
    this.#engines = engines;
    const refresh = new Throttle(refreshMs, () => this.#changed.fire(undefined));
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      refresh,
      engines.onDidChange(({ change }) => (change.isWhole || change.files.length > 0 || change.runs.length + change.removedRuns.length > 0) && refresh.call()),
      engines.onDidChangeFolders(() => refresh.call()),
      vscode.window.createTreeView("millrace.flows", { treeDataProvider: this }),
    );
  }

  getChildren(node?: Node): Node[] {
    if (node?.kind === "flow") return [];
    if (node !== undefined) return this.#flowNodes(node.folder, node.file);
    const files = this.#engines.all().flatMap((engine) => [...new Set(engine.mirror.flows().map(({ file }) => file))].sort().map((file) => ({ kind: "file" as const, folder: engine.uri, file })));
    const [only] = files;
    return files.length === 1 && only !== undefined ? this.#flowNodes(only.folder, only.file) : files;
  }

  getTreeItem(node: Node): vscode.TreeItem {
    const engine = this.#engines.get(node.folder);
    if (engine === undefined) return new vscode.TreeItem("");
    return node.kind === "file" ? this.#fileItem(engine, node.file) : this.#flowItem(engine, node.flowId);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #flowNodes(folder: string, file: string): Node[] {
    const flows = this.#engines.get(folder)?.mirror.flowsOf(file) ?? [];
    return flows.map(({ id }) => ({ kind: "flow", folder, flowId: id }));
  }

  #fileItem(engine: FolderEngine, file: string): vscode.TreeItem {
    const item = new vscode.TreeItem(uriOf(engine, file), vscode.TreeItemCollapsibleState.Expanded);
    item.id = `${engine.uri} ${file}`;
    item.iconPath = vscode.ThemeIcon.File;
    item.description = this.#engines.all().length > 1 ? engine.folder.name : file.includes("/");
    item.contextValue = "file";
    return item;
  }

  #flowItem(engine: FolderEngine, flowId: string): vscode.TreeItem {
    const flow = engine.mirror.flow(flowId);
    const run = engine.mirror.lastRuns.get(flowId);
    const item = new vscode.TreeItem(flow?.name ?? flowId);
    item.id = `${engine.uri} ${flowId}`;
    item.iconPath = run === undefined ? new vscode.ThemeIcon("circle-large-outline") : stateIcon(lookOf(run));
    item.description = run === undefined ? "never run" : runDescription(run, nowUs());
    item.tooltip = new vscode.MarkdownString(`**${flow?.name}**${flow?.description == null ? "" : `\n\n${flow.description}`}\n\n${run === undefined ? "Never run" : `Last run: ${stateWords(run)}`}`);
    item.contextValue = flow?.isBroken === true ? "flow broken" : `flow ${flow?.parameters ?? "none"}`;
    item.command = { command: "millrace.goToSource", title: "Go to Flow", arguments: [{ folder: engine.uri, flowId }] };
    item.accessibilityInformation = { label: `Flow ${flow?.name}, ${run === undefined ? "never run" : `last run: ${spokenRun(run, nowUs())}`}` };
    return item;
  }
}
