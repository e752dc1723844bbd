import { limitNodes, limitsLine, slotNodes, type LimitsNode } from "../../core/presentation/limits-outline.ts";
import type { Engines } from "../folders/engines.ts";
import { clock, throttled } from "../timers.ts";
import { vscode } from "../vscode.ts";
import { treeItem } from "./tree-item.ts";

const refreshMs = 250;

/** Limits with who holds them and who waits, asked for while they are in sight. */
export function showLimitsTree(engines: Engines): vscode.Disposable {
  const changed = new vscode.EventEmitter<undefined>();
  const treeDataProvider: vscode.TreeDataProvider<LimitsNode> = {
    onDidChangeTreeData: changed.event,
    getChildren: (node) => (node === undefined ? limitNodes(engines.all()) : node.kind === "limit" ? slotNodes(node) : []),
    getTreeItem(node) {
      const item = treeItem(limitsLine(node, clock.nowUs()));
      if (node.kind === "slots" && node.runId !== null) item.command = { command: "millrace.openRun", title: "Open Run", arguments: [node] };
      return item;
    },
  };
  const view = vscode.window.createTreeView("millrace.limits", { treeDataProvider });
  const refresh = throttled(refreshMs, () => view.visible && changed.fire(undefined));
  const listening = engines.onNews(({ news }) => (news.kind === "status" || (news.kind === "event" && news.event.name === "millrace/sharedChanged")) && refresh.call());
  return vscode.Disposable.from(changed, view, refresh, listening, view.onDidChangeVisibility(() => refresh.call()));
}
