/** All commands. Their titles, icons and where they are offered stand in package.json. */
import type { Host } from "../host.ts";
import { vscode } from "../vscode.ts";
import { addToWorkspace } from "./add-to-workspace.ts";
import type { Command } from "./command.ts";
import { createSampleFlow } from "./create-sample-flow.ts";
import { debugAgain } from "./debug-again.ts";
import { debugAtCursor } from "./debug-at-cursor.ts";
import { debugFlow } from "./debug-flow.ts";
import { deleteRun } from "./delete-run.ts";
import { goToSource } from "./go-to-source.ts";
import { openInEditor } from "./open-in-editor.ts";
import { openRun } from "./open-run.ts";
import { openWalkthrough } from "./open-walkthrough.ts";
import { rerun } from "./rerun.ts";
import { resetState } from "./reset-state.ts";
import { restartEngine } from "./restart-engine.ts";
import { resumeRun } from "./resume-run.ts";
import { runAtCursor } from "./run-at-cursor.ts";
import { runFlow } from "./run-flow.ts";
import { runJsonDocument } from "./run-json-document.ts";
import { runLast } from "./run-last.ts";
import { runWithParameters } from "./run-with-parameters.ts";
import { showEngineLog } from "./show-engine-log.ts";
import { showGraph } from "./show-graph.ts";
import { showLog } from "./show-log.ts";
import { stopAllRuns } from "./stop-all-runs.ts";
import { stopRun } from "./stop-run.ts";

const commands: readonly Command[] = [
  runFlow, runWithParameters, debugFlow, runAtCursor, debugAtCursor, runLast, rerun, debugAgain, resumeRun,
  stopRun, stopAllRuns, openRun, openInEditor, showGraph, goToSource, deleteRun, runJsonDocument,
  restartEngine, showLog, showEngineLog, createSampleFlow, addToWorkspace, openWalkthrough, resetState,
];

export function registerCommands(host: Host): vscode.Disposable {
  return vscode.Disposable.from(...commands.map(({ id, run }) => vscode.commands.registerCommand(id, (argument: unknown) => run(host, argument))));
}
