import { aging } from "../../core/presentation/aging.ts";
import { flowLine } from "../../core/presentation/tree-line.ts";
import type { Engines } from "../folders/engines.ts";
import type { FolderEngine } from "../folders/folder-engine.ts";
import { uriOf } from "../folders/places.ts";
import { clock, throttled } from "../timers.ts";
import { vscode } from "../vscode.ts";
import { treeItem } from "./tree-item.ts";

const refreshMs = 250;

interface FileNode {
  readonly engine: FolderEngine;
  readonly file: string;
}

/** What commands are given; they know flows by their ids. */
interface FlowNode {
  readonly folder: string;
  readonly flowId: string;
}

/** Flows, under their files where there are several. */
export function showFlowsTree(engines: Engines): vscode.Disposable {
  const changed = new vscode.EventEmitter<undefined>();
  const flowsOf = ({ engine, file }: FileNode): FlowNode[] => engine.mirror.flowsOf(file).map(({ id }) => ({ folder: engine.uri, flowId: id }));
  const treeDataProvider: vscode.TreeDataProvider<FileNode | FlowNode> = {
    onDidChangeTreeData: changed.event,
    getChildren(node) {
      if (node !== undefined) return "file" in node ? flowsOf(node) : [];
      const files = engines.all().flatMap((engine) => filesOf(engine).map((file) => ({ engine, file })));
      return files.length === 1 ? files.flatMap(flowsOf) : files;
    },
    getTreeItem: (node) => ("file" in node ? fileItem(node, engines.all().length > 1) : flowItem(engines, node)),
  };
  const view = vscode.window.createTreeView("millrace.flows", { treeDataProvider });
  const refresh = throttled(refreshMs, () => changed.fire(undefined));
  return vscode.Disposable.from(changed, view, refresh, aging(clock, () => refresh.call()), engines.onAny(() => refresh.call()));
}

function filesOf({ mirror }: FolderEngine): readonly string[] {
  return [...new Set(mirror.flows().map(({ file }) => file))].sort();
}

function fileItem({ engine, file }: FileNode, isNamed: boolean): vscode.TreeItem {
  const item = new vscode.TreeItem(uriOf(engine, file), vscode.TreeItemCollapsibleState.Expanded);
  item.id = `${engine.uri} ${file}`;
  item.iconPath = vscode.ThemeIcon.File;
  item.description = isNamed ? engine.name : file.includes("/");
  item.contextValue = "file";
  return item;
}

function flowItem(engines: Engines, node: FlowNode): vscode.TreeItem {
  const mirror = engines.get(node.folder)?.mirror;
  const flow = mirror?.flow(node.flowId);
  if (flow === undefined) return new vscode.TreeItem(node.flowId);
  const item = treeItem(flowLine(node.folder, flow, mirror?.lastRuns.get(node.flowId), clock.nowUs()));
  item.command = { command: "millrace.goToSource", title: "Go to Flow", arguments: [node] };
  return item;
}
