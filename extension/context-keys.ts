import { contextKeys } from "../core/presentation/context-keys.ts";
import type { Engines } from "./folders/engines.ts";
import { flowAtCursor } from "./folders/places.ts";
import { throttled } from "./timers.ts";
import { vscode } from "./vscode.ts";

const periodMs = 100;

export function keepContextKeys(engines: Engines): vscode.Disposable {
  const known = new Map<string, boolean>();
  const update = throttled(periodMs, () => {
    for (const [key, value] of Object.entries(contextKeys(engines.all(), flowAtCursor(engines) !== undefined, vscode.version))) {
      if (known.get(key) !== value) void vscode.commands.executeCommand("setContext", key, value);
      known.set(key, value);
    }
  });
  update.call();
  const ofWindow = [vscode.window.onDidChangeTextEditorSelection(() => update.call()), vscode.window.onDidChangeActiveTextEditor(() => update.call())];
  return vscode.Disposable.from(update, engines.onAny(() => update.call()), ...ofWindow);
}
