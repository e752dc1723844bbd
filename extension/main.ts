/** The extension: puts its parts together. What they do stands in their files. */
import { showStatusBar } from "./status-bar.ts";
import { registerCommands } from "./commands/commands.ts";
import { keepContextKeys } from "./context-keys.ts";
import { registerDebugConfigurations } from "./debug/debug-configurations.ts";
import { followSessions } from "./debug/debug-session.ts";
import { Engines } from "./folders/engines.ts";
import { FolderEngine } from "./folders/folder-engine.ts";
import { Memory } from "./folders/memory.ts";
import type { Host } from "./host.ts";
import { showLenses } from "./lens/flow-lenses.ts";
import { markOrders } from "./lens/order-marks.ts";
import { showFailures } from "./runs/failures.ts";
import { reportGivenUp } from "./runs/report.ts";
import { RunOrders } from "./runs/run-orders.ts";
import { tellPauses } from "./runs/pauses.ts";
import { showOutput } from "./runs/run-output.ts";
import { shareSecrets } from "./folders/secrets.ts";
import { showFlowsTree } from "./trees/flows-tree.ts";
import { showLimitsTree } from "./trees/limits-tree.ts";
import { showRunsTree } from "./trees/runs-tree.ts";
import { revealRuns } from "./views/reveal-runs.ts";
import { RunViews } from "./views/run-views.ts";
import { vscode } from "./vscode.ts";

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel("Millrace", { log: true });
  const engineLog = vscode.window.createOutputChannel("Millrace Engine", { log: true });
  const engineModule = context.asAbsolutePath("dist/engine.js");
  const engines = new Engines((folder) => new FolderEngine(folder, engineModule, engineLog, (engine) => void reportGivenUp(engine, context.logUri)));
  engines.openAll();
  const memory = new Memory(context.storageUri, engines, engineLog);
  const recalled = memory.recall();
  // First of all: VS Code asks for lenses as long behind their registration as it takes.
  const lenses = showLenses(engines, recalled);
  void recalled.then(() => engines.startAll());
  const orders = new RunOrders(context.storageUri ?? context.globalStorageUri);
  const views = new RunViews(context, engines);
  const host: Host = { context, engines, memory, orders, views, log, engineLog };
  const { version } = context.extension.packageJSON as { readonly version: string };
  context.subscriptions.push(
    log, engineLog, engines, memory, lenses, orders, views,
    followSessions(engines), showFlowsTree(engines), showRunsTree(engines), showLimitsTree(engines), shareSecrets(context.secrets, engines), showFailures(engines), tellPauses(engines),
    showStatusBar(engines, version), showOutput(engines, log), markOrders(engines), keepContextKeys(engines),
    registerCommands(host), registerDebugConfigurations(host), revealRuns(host),
    vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration("millrace") && void engines.configure()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void engines.configure()),
  );
}
