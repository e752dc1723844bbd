import { isShown, outputText } from "../../core/presentation/output-text.ts";
import { leastLogLevel } from "../../core/presentation/settings.ts";
import type { Engines } from "../folders/engines.ts";
import { settings } from "../settings.ts";
import type { vscode } from "../vscode.ts";

/** What runs print, in their log channel. */
export function showOutput(engines: Engines, log: vscode.LogOutputChannel): vscode.Disposable {
  return engines.onNews(({ news }) => {
    if (news.kind !== "event" || news.event.name !== "millrace/output") return;
    const least = leastLogLevel(settings());
    for (const line of news.event.params.lines) if (isShown(line, least)) log[line.level](outputText(line));
  });
}
