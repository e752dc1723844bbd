/** What runs print, in their log channel. Each line says whose it is, so that the Output view's filter finds it. */
import type { OutputLine } from "../../core/protocol/editor-api.ts";
import type { Engines } from "../folders/engines.ts";
import { leastLogLevel } from "../../core/presentation/settings.ts";
import { settings } from "../settings.ts";
import type { vscode } from "../vscode.ts";

const levels: readonly OutputLine["level"][] = ["debug", "info", "warn", "error"];

// Colours and cursor movements of terminals: https://en.wikipedia.org/wiki/ANSI_escape_code
const ansi = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\))/g;

export function showOutput(engines: Engines, log: vscode.LogOutputChannel): vscode.Disposable {
  return engines.onNews(({ news }) => {
    if (news.kind !== "event" || news.event.name !== "millrace/output") return;
    const least = levels.indexOf(leastLogLevel(settings()));
    for (const { level, category, message } of news.event.params.lines) {
      if (levels.indexOf(level) >= least) log[level](`[${category}] ${message.replace(ansi, "")}`);
    }
  });
}
