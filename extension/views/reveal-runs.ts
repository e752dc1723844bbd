import type { ShowTarget } from "../../core/protocol/view-api.ts";
import type { Host } from "../host.ts";
import { revealOnRun } from "../../core/presentation/settings.ts";
import { settings } from "../settings.ts";
import type { vscode } from "../vscode.ts";

const seenKey = "hasSeenPanel";

/** Shows a run that was started here in the side panel: the first ever, or each, as the setting says. */
export function revealRuns({ context, orders, views }: Pick<Host, "context" | "orders" | "views">): vscode.Disposable {
  return orders.onDidStart(({ engine, run }) => {
    const target: ShowTarget = { kind: "run", runId: run.runId, taskRunId: null };
    const when = revealOnRun(settings());
    const isFirst = when === "firstRun" && context.globalState.get(seenKey) !== true;
    if (when !== "always" && !isFirst) return views.follow(engine, target);
    void context.globalState.update(seenKey, true);
    views.show(engine, target);
  });
}
