import { folderHealth, statusCommands, statusLine } from "../core/presentation/status-line.ts";
import type { Engines } from "./folders/engines.ts";
import { throttled } from "./timers.ts";
import { vscode } from "./vscode.ts";

const refreshMs = 250;

export function showStatusBar(engines: Engines, version: string): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("millrace", vscode.StatusBarAlignment.Left, -10);
  item.name = "Millrace";
  const draw = throttled(refreshMs, () => {
    const folders = engines.all().map(folderHealth);
    const { text, isDown, command, spoken, hover } = statusLine(folders, version, vscode.workspace.isTrusted);
    item.text = text;
    item.backgroundColor = isDown ? new vscode.ThemeColor("statusBarItem.errorBackground") : undefined;
    item.command = command;
    item.accessibilityInformation = { label: spoken };
    item.tooltip = new vscode.MarkdownString(hover, true);
    item.tooltip.isTrusted = { enabledCommands: statusCommands };
    if (folders.length > 0) item.show();
    else item.hide();
  });
  draw.call();
  return vscode.Disposable.from(item, draw, engines.onAny(() => draw.call()), vscode.workspace.onDidGrantWorkspaceTrust(() => draw.call()));
}
