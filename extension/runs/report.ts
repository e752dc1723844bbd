/** Errors as people see them: the sentence, what to do about it, and a button where something can be done at once. */
import { failureOf, joinSentences } from "../../core/presentation/failure-of.ts";
import type { FolderEngine } from "../folders/folder-engine.ts";
import { vscode } from "../vscode.ts";

export async function reportFailure(error: unknown): Promise<void> {
  const { code, message, hint } = failureOf(error);
  const actions = { ...(code === "MILLRACE_ENGINE_UNAVAILABLE" ? { "Restart Engine": "millrace.restartEngine" } : {}), "Show Log": "millrace.showEngineLog" };
  await tellError(joinSentences(message, hint), actions);
}

/** Said once, when an engine has died so often that it is not started again. */
export async function reportGivenUp({ name, uri }: FolderEngine, logs: vscode.Uri): Promise<void> {
  const log = vscode.Uri.joinPath(logs, "Millrace Engine.log").fsPath;
  const message = `The Millrace engine of ${name} ended several times in a row and is not being started again. Runs go on without it. Its log: ${log}`;
  await tellError(message, { Restart: "millrace.restartEngine", "Show Log": "millrace.showEngineLog" }, { folder: uri });
}

export async function tellError(message: string, actions: Readonly<Record<string, string>>, argument?: unknown): Promise<void> {
  await tell(vscode.window.showErrorMessage, message, actions, argument);
}

type Show = (message: string, ...titles: string[]) => Thenable<string | undefined>;

/** @param actions commands by the titles of their buttons; each is given the argument */
export async function tell(show: Show, message: string, actions: Readonly<Record<string, string>>, argument: unknown): Promise<void> {
  const chosen = await show(message, ...Object.keys(actions));
  const command = actions[chosen ?? ""];
  if (command !== undefined) await vscode.commands.executeCommand(command, argument);
}
