import type { Command } from "./command.ts";
import { vscode } from "../vscode.ts";

/** Of all folders, or of the one that is given. Runs go on: they are processes of their own. */
export const restartEngine: Command = {
  id: "millrace.restartEngine",
  async run({ engines }, argument) {
    const given = typeof argument === "object" && argument !== null && "folder" in argument && typeof argument.folder === "string" ? engines.get(argument.folder) : undefined;
    const restarted = Promise.all((given === undefined ? engines.all() : [given]).map((engine) => engine.restart()));
    await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: "Restarting the Millrace engine" }, () => restarted);
  },
};
