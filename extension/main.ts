/** The extension: puts its parts together. What they do stands in their files. */
import { EngineStart } from "../core/presentation/engine-start.ts";
import { showStatusBar } from "./status-bar.ts";
import { registerCommands } from "./commands/commands.ts";
import { keepContextKeys } from "./context-keys.ts";
import { registerDebugConfigurations } from "./debug/debug-configurations.ts";
import { followSessions } from "./debug/debug-session.ts";
import { Engines } from "./folders/engines.ts";
import { FolderEngine } from "./folders/folder-engine.ts";
import { Memory } from "./folders/memory.ts";
import type { Host } from "./host.ts";
import { lensesIn, showLenses } from "./lens/flow-lenses.ts";
import { markOrders } from "./lens/order-marks.ts";
import { showFailures } from "./runs/failures.ts";
import { reportGivenUp } from "./runs/report.ts";
import { RunOrders } from "./runs/run-orders.ts";
import { showOutput } from "./runs/run-output.ts";
import { showFlowsTree } from "./trees/flows-tree.ts";
import { showRunsTree } from "./trees/runs-tree.ts";
import { revealRuns } from "./views/reveal-runs.ts";
import { RunViews } from "./views/run-views.ts";
import { clock } from "./timers.ts";
import { vscode } from "./vscode.ts";

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel("Millrace", { log: true });
  const engineLog = vscode.window.createOutputChannel("Millrace Engine", { log: true });
  const engineModule = context.asAbsolutePath("dist/engine.js");
  const engines = new Engines((folder) => new FolderEngine(folder, engineModule, engineLog, (engine) => void reportGivenUp(engine, context.logUri)));
  engines.openAll();
  const memory = new Memory(context.storageUri, engines, engineLog);
  const recalled = memory.recall();
  const start = new EngineStart(clock, () => engines.startAll());
  // First of all: VS Code asks for lenses as long behind their registration as it takes.
  const lenses = showLenses(engines, recalled, () => start.asked());
  void recalled.then(() => start.recalled(vscode.window.visibleTextEditors.some(({ document }) => lensesIn(engines, document.uri).length > 0)));
  const orders = new RunOrders(context.storageUri ?? context.globalStorageUri);
  const views = new RunViews(context, engines);
  const host: Host = { context, engines, memory, orders, views, log, engineLog };
  const { version } = context.extension.packageJSON as { readonly version: string };
  context.subscriptions.push(
    log, engineLog, engines, memory, start, lenses, orders, views,
    followSessions(engines), showFlowsTree(engines), showRunsTree(engines), showFailures(engines),
    showStatusBar(engines, version), showOutput(engines, log), markOrders(engines), keepContextKeys(engines),
    registerCommands(host), registerDebugConfigurations(host), revealRuns(host),
    vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration("millrace") && void engines.configure()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void engines.configure()),
  );
}
