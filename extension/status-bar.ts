/** One item: that there is an engine, how many flows run, and what can be done about either. */
import { obstacleOf } from "../core/presentation/obstacle.ts";
import type { Engines } from "./folders/engines.ts";
import type { FolderEngine } from "./folders/folder-engine.ts";
import { Throttle } from "./timers.ts";
import { vscode } from "./vscode.ts";

const refreshMs = 250;
const menu = ["millrace.restartEngine", "millrace.showLog", "millrace.showEngineLog", "millrace.runFlow", "workbench.action.openSettings"];

export function showStatusBar(engines: Engines, version: string): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("millrace", vscode.StatusBarAlignment.Left, -10);
  item.name = "Millrace";
  const draw = new Throttle(refreshMs, () => drawItem(item, engines.all(), version));
  draw.call();
  const events = [engines.onDidChange, engines.onDidChangeStatus, engines.onDidChangeFolders, vscode.workspace.onDidGrantWorkspaceTrust];
  return vscode.Disposable.from(item, draw, ...events.map((event: vscode.Event<unknown>) => event(() => draw.call())));
}

function drawItem(item: vscode.StatusBarItem, all: readonly FolderEngine[], version: string): void {
  const running = all.reduce((sum, { mirror }) => sum + mirror.activeRuns().length, 0);
  const isDown = all.some(({ status }) => status === "stopped");
  const isStarting = all.some(({ status }) => status === "starting");
  item.text = isDown ? "$(error) Millrace" : running > 0 ? `$(loading~spin) ${running} running` : "$(type-hierarchy-sub) Millrace";
  item.backgroundColor = isDown ? new vscode.ThemeColor("statusBarItem.errorBackground") : undefined;
  item.command = isDown ? "millrace.restartEngine" : "millrace.panel.focus";
  const health = isDown ? "the engine is not running" : isStarting ? "the engine is starting" : running > 0 ? `${running} running` : "ready";
  item.accessibilityInformation = { label: `Millrace: ${health}` };
  item.tooltip = hover(all, version, health);
  if (all.length > 0) item.show();
  else item.hide();
}

function hover(all: readonly FolderEngine[], version: string, health: string): vscode.MarkdownString {
  const text = new vscode.MarkdownString(`**Millrace** ${version} · ${health}\n\n`, true);
  text.isTrusted = { enabledCommands: menu };
  for (const { folder, mirror } of all) {
    const { sdk, node, store } = mirror;
    if (all.length > 1) text.appendMarkdown(`**${folder.name}** · `);
    const ofSdk = sdk === undefined || sdk.kind === "missing" ? "" : ` · millrace ${sdk.version}`;
    text.appendMarkdown(`${mirror.flows().length} flows${ofSdk}${node?.kind === "found" ? ` · Node ${node.version.replace(/^v/, "")}` : ""}\n\n`);
    const obstacle = obstacleOf({ isTrusted: vscode.workspace.isTrusted, sdk, node, store });
    if (obstacle !== undefined) text.appendMarkdown(`$(warning) ${obstacle.message}\n\n`);
  }
  text.appendMarkdown("---\n\n[$(play) Run Flow…](command:millrace.runFlow) · [$(debug-restart) Restart Engine](command:millrace.restartEngine)\n\n");
  text.appendMarkdown("[$(output) Log](command:millrace.showLog) · [$(output) Engine Log](command:millrace.showEngineLog) · ");
  text.appendMarkdown('[$(gear) Settings](command:workbench.action.openSettings?%5B%22millrace%22%5D)');
  return text;
}
