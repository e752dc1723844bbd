import { vscode } from "../vscode.ts";
import type { Command } from "./command.ts";

/** Forgets what the extension keeps for this workspace. Runs and settings stay. */
export const resetState: Command = {
  id: "millrace.resetState",
  async run({ context, engines, memory }) {
    const detail = "The last scan, parameters typed as JSON and what the side panel showed are forgotten. Runs and settings stay.";
    if ((await vscode.window.showWarningMessage("Reset the state of Millrace for this workspace?", { modal: true, detail }, "Reset")) !== "Reset") return;
    for (const memento of [context.workspaceState, context.globalState]) for (const key of memento.keys()) await memento.update(key, undefined);
    await memory.forget();
    await Promise.all(engines.all().map((engine) => engine.restart()));
  },
};
