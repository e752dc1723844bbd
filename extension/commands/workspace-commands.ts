import { givenEngine } from "../../core/presentation/targets.ts";
import { dialogs } from "../dialogs.ts";
import type { Host } from "../host.ts";
import { vscode } from "../vscode.ts";
import { addMillrace } from "../workspace/add-millrace.ts";
import { createSample } from "../workspace/sample-flow.ts";
import type { Command } from "./command.ts";
import { chooseEngine } from "./targets.ts";

export const workspaceCommands: readonly Command[] = [
  { id: "millrace.restartEngine", run: restartEngine },
  { id: "millrace.showLog", run: ({ log }) => log.show(true) },
  { id: "millrace.showEngineLog", run: ({ engineLog }) => engineLog.show(true) },
  { id: "millrace.createSampleFlow", run: createSampleFlow },
  { id: "millrace.addToWorkspace", run: addToWorkspace },
  { id: "millrace.openWalkthrough", run: ({ context }) => vscode.commands.executeCommand("workbench.action.openWalkthrough", `${context.extension.id}#millrace.start`, false) },
  { id: "millrace.resetState", run: resetState },
];

/** Of all folders, or of the one that is given. Runs go on: they are processes of their own. */
async function restartEngine({ engines }: Host, argument: unknown): Promise<void> {
  const given = givenEngine(engines, argument);
  const restarted = Promise.all((given === undefined ? engines.all() : [given]).map((engine) => engine.restart()));
  await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: "Restarting the Millrace engine" }, () => restarted);
}

async function createSampleFlow(host: Host, argument: unknown): Promise<unknown> {
  const engine = await chooseEngine(host, argument);
  return engine === undefined ? await vscode.commands.executeCommand("vscode.openFolder") : await createSample(host.context.extensionUri, engine);
}

async function addToWorkspace(host: Host, argument: unknown): Promise<boolean | undefined> {
  const engine = await chooseEngine(host, argument);
  return engine && (await addMillrace(host.context, engine));
}

/** Forgets what the extension keeps for this workspace. Runs and settings stay. */
async function resetState({ context, engines, memory }: Host): Promise<void> {
  const detail = "The last scan, parameters typed as JSON and what the side panel showed are forgotten. Runs and settings stay.";
  if (!(await dialogs.confirm("Reset the state of Millrace for this workspace?", detail, "Reset"))) return;
  for (const memento of [context.workspaceState, context.globalState]) for (const key of memento.keys()) await memento.update(key, undefined);
  await memory.forget();
  await Promise.all(engines.all().map((engine) => engine.restart()));
}
