import { aging } from "../../core/presentation/aging.ts";
import { RunsOutline, type RunsNode } from "../../core/presentation/runs-outline.ts";
import type { Engines } from "../folders/engines.ts";
import { clock, minutesFromUtc, throttled } from "../timers.ts";
import { vscode } from "../vscode.ts";
import { treeItem } from "./tree-item.ts";

const refreshMs = 250;

/** Runs: those that go on first, then by day. While a run goes on only its own line is drawn anew. */
export function showRunsTree(engines: Engines): vscode.Disposable {
  const changed = new vscode.EventEmitter<RunsNode[] | undefined>();
  const outline = new RunsOutline(() => engines.all());
  const treeDataProvider: vscode.TreeDataProvider<RunsNode> = {
    onDidChangeTreeData: changed.event,
    getChildren: (node) => outline.children(node, clock.nowUs(), minutesFromUtc()),
    getTreeItem(node) {
      const line = outline.line(node, clock.nowUs(), minutesFromUtc());
      const item = line === undefined ? new vscode.TreeItem("") : treeItem(line);
      if (node.kind !== "group") item.command = { command: "millrace.openRun", title: "Open Run", arguments: [node] };
      return item;
    },
  };
  const view = vscode.window.createTreeView("millrace.runs", { treeDataProvider, showCollapseAll: true });
  const refresh = throttled(refreshMs, () => {
    const dirty = outline.takeDirty();
    if (dirty === "all") changed.fire(undefined);
    else if (dirty.length > 0) changed.fire(dirty);
    const running = engines.activeRuns();
    view.badge = running === 0 ? undefined : { value: running, tooltip: running === 1 ? "1 flow is running" : `${running} flows are running` };
  });
  const note = (change: Parameters<RunsOutline["note"]>[0]): void => {
    outline.note(change);
    refresh.call();
  };
  return vscode.Disposable.from(changed, view, refresh, aging(clock, () => note(undefined)), engines.onChange((_, change) => note(change)), engines.onDidChangeFolders(() => note(undefined)));
}
