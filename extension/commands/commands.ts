import type { Host } from "../host.ts";
import { vscode } from "../vscode.ts";
import { flowCommands } from "./flow-commands.ts";
import { historyCommands } from "./history-commands.ts";
import { runCommands } from "./run-commands.ts";
import { sharedCommands } from "./shared-commands.ts";
import { workspaceCommands } from "./workspace-commands.ts";

export function registerCommands(host: Host): vscode.Disposable {
  const all = [...flowCommands, ...runCommands, ...historyCommands, ...sharedCommands, ...workspaceCommands];
  return vscode.Disposable.from(...all.map(({ id, run }) => vscode.commands.registerCommand(id, (argument: unknown) => run(host, argument))));
}
