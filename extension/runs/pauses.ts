import { notifyAfterMs } from "../../core/presentation/settings.ts";
import { PauseBook } from "../../core/presentation/waiting-words.ts";
import type { Engines } from "../folders/engines.ts";
import { settings } from "../settings.ts";
import { vscode } from "../vscode.ts";
import { tell } from "./report.ts";

/** Tells of each pause that begins while the window is there, once. */
export function tellPauses(engines: Engines): vscode.Disposable {
  const book = new PauseBook();
  return engines.onChange((engine, change) => {
    const notices = book.notices(change, engine.mirror.activeRuns());
    if (notifyAfterMs(settings()) === undefined || !vscode.workspace.isTrusted) return;
    for (const { runId, text, actions } of notices) void tell(vscode.window.showInformationMessage, text, actions, { folder: engine.uri, runId });
  });
}
