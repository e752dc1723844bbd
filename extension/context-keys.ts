/** What menus, keys and empty views depend on. */
import type { Engines } from "./folders/engines.ts";
import { flowAtCursor } from "./folders/places.ts";
import { throttled } from "./timers.ts";
import { hasSecondarySideBar } from "./views/run-views.ts";
import { vscode } from "./vscode.ts";

const periodMs = 100;

export function keepContextKeys(engines: Engines): vscode.Disposable {
  const known = new Map<string, boolean>();
  const update = throttled(periodMs, () => {
    const all = engines.all();
    const keys = {
      "millrace.inFlow": flowAtCursor(engines) !== undefined,
      "millrace.hasFlows": all.some(({ mirror }) => mirror.flows().length > 0),
      "millrace.isScanned": all.length > 0 && all.every(({ mirror }) => mirror.isScanned),
      "millrace.isStopped": all.some(({ status }) => status === "stopped"),
      "millrace.isRunning": engines.activeRuns() > 0,
      "millrace.needsSdk": all.some(({ mirror }) => mirror.sdk !== undefined && mirror.sdk.kind !== "found"),
      "millrace.noSecondarySideBar": !hasSecondarySideBar(),
    };
    for (const [key, value] of Object.entries(keys)) {
      if (known.get(key) !== value) void vscode.commands.executeCommand("setContext", key, value);
      known.set(key, value);
    }
  });
  update.call();
  const ofWindow = [vscode.window.onDidChangeTextEditorSelection(() => update.call()), vscode.window.onDidChangeActiveTextEditor(() => update.call())];
  return vscode.Disposable.from(update, engines.onAny(() => update.call()), ...ofWindow);
}
