/** What a command is about: given by where it was called from, else chosen by the user. */
import { chooseFlow as chooseFromFlows, givenEngine, givenFlow, type RunTarget } from "../../core/presentation/targets.ts";
import { dialogs } from "../dialogs.ts";
import type { FolderEngine } from "../folders/folder-engine.ts";
import { flowAtCursor, type FlowAt } from "../folders/places.ts";
import type { Host } from "../host.ts";
import { vscode } from "../vscode.ts";

export type RunAt = RunTarget<FolderEngine>;

/** The folder that is meant: the given one, that of the editor, the only one, or the one that is chosen. */
export async function chooseEngine({ engines }: Host, argument: unknown): Promise<FolderEngine | undefined> {
  const all = engines.all();
  const editor = vscode.window.activeTextEditor;
  const plain = givenEngine(engines, argument) ?? (editor && engines.of(editor.document.uri));
  if (plain !== undefined || all.length < 2) return plain ?? all[0];
  const items = all.map((engine) => ({ label: engine.name, engine }));
  return (await dialogs.choose(items, "", "Which folder?"))?.engine;
}

export async function chooseFlow({ engines }: Host, argument: unknown, title: string): Promise<FlowAt | undefined> {
  const given = isFlowAt(argument) ? argument : givenFlow(engines, argument);
  const chosen = given ?? (await chooseFromFlows(engines.all(), dialogs, title, flowAtCursor(engines)?.flow));
  if (chosen !== "none") return chosen;
  if (await dialogs.tell("There are no flows in this workspace yet.", "Create Sample Flow")) await vscode.commands.executeCommand("millrace.createSampleFlow");
  return undefined;
}

function isFlowAt(argument: unknown): argument is FlowAt {
  return typeof argument === "object" && argument !== null && "engine" in argument && "flow" in argument;
}
