import { flowLine } from "../../core/presentation/tree-line.ts";
import type { Engines } from "../folders/engines.ts";
import type { FolderEngine } from "../folders/folder-engine.ts";
import { uriOf } from "../folders/places.ts";
import { nowUs, throttled } from "../timers.ts";
import { vscode } from "../vscode.ts";
import { treeItem } from "./tree-item.ts";

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
    const refresh = throttled(refreshMs, () => this.#changed.fire(undefined));
    const view = vscode.window.createTreeView("millrace.flows", { treeDataProvider: this });
    this.#subscriptions = vscode.Disposable.from(this.#changed, refresh, view, engines.onDidChange(() => refresh.call()), engines.onDidChangeFolders(() => refresh.call()));
  }

  getChildren(node?: Node): Node[] {
    if (node?.kind === "flow") return [];
    if (node !== undefined) return this.#flowNodes(node.folder, node.file);
    const files = this.#engines.all().flatMap((engine) => filesOf(engine).map((file) => ({ kind: "file" as const, folder: engine.uri, file })));
    const [only] = files;
    return files.length === 1 && only !== undefined ? this.#flowNodes(only.folder, only.file) : files;
  }

  getTreeItem(node: Node): vscode.TreeItem {
    const engine = this.#engines.get(node.folder);
    if (engine === undefined) return new vscode.TreeItem("");
    return node.kind === "file" ? this.#fileItem(engine, node.file) : flowItem(engine, node.flowId);
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
}

function filesOf({ mirror }: FolderEngine): readonly string[] {
  return [...new Set(mirror.flows().map(({ file }) => file))].sort();
}

function flowItem(engine: FolderEngine, flowId: string): vscode.TreeItem {
  const flow = engine.mirror.flow(flowId);
  if (flow === undefined) return new vscode.TreeItem(flowId);
  const item = treeItem(flowLine(engine.uri, flow, engine.mirror.lastRuns.get(flowId), nowUs()));
  item.command = { command: "millrace.goToSource", title: "Go to Flow", arguments: [{ folder: engine.uri, flowId }] };
  return item;
}
