import { vscode } from "../vscode.ts";
import type { Command } from "./command.ts";

export const openWalkthrough: Command = {
  id: "millrace.openWalkthrough",
  run: ({ context }) => vscode.commands.executeCommand("workbench.action.openWalkthrough", `${context.extension.id}#millrace.start`, false),
};
