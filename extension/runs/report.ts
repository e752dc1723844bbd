/** Errors as people see them: the sentence, what to do about it, and a button where something can be done at once. */
import type { EngineFailure } from "../../core/protocol/editor-api.ts";
import type { FolderEngine } from "../folders/folder-engine.ts";
import { vscode } from "../vscode.ts";

/** Of a response error its data (E3), of any other what it says. */
export function failureOf(error: unknown): EngineFailure {
  if (typeof error === "object" && error !== null) {
    if ("data" in error && isFailure(error.data)) return error.data;
    if (isFailure(error)) return { code: error.code, message: error.message, hint: error.hint ?? null };
  }
  return { code: "MILLRACE_ENGINE_UNAVAILABLE", message: error instanceof Error ? error.message : String(error), hint: null };
}

export async function reportFailure(error: unknown): Promise<void> {
  const { code, message, hint } = failureOf(error);
  const isDown = code === "MILLRACE_ENGINE_UNAVAILABLE";
  const restart = "Restart Engine";
  const log = "Show Log";
  const chosen = await vscode.window.showErrorMessage(hint === null ? message : `${message} ${hint}`, ...(isDown ? [restart, log] : [log]));
  if (chosen === restart) await vscode.commands.executeCommand("millrace.restartEngine");
  if (chosen === log) await vscode.commands.executeCommand("millrace.showEngineLog");
}

/** Said once, when an engine has died so often that it is not started again. */
export async function reportGivenUp({ folder, uri }: FolderEngine, logs: vscode.Uri): Promise<void> {
  const log = vscode.Uri.joinPath(logs, "Millrace Engine.log").fsPath;
  const message = `The Millrace engine of ${folder.name} ended several times in a row and is not being started again. Runs go on without it. Its log: ${log}`;
  const chosen = await vscode.window.showErrorMessage(message, "Restart", "Show Log");
  if (chosen === "Restart") await vscode.commands.executeCommand("millrace.restartEngine", { folder: uri });
  if (chosen === "Show Log") await vscode.commands.executeCommand("millrace.showEngineLog");
}

function isFailure(value: unknown): value is EngineFailure {
  return typeof value === "object" && value !== null && "code" in value && typeof value.code === "string" && "message" in value && typeof value.message === "string";
}
