import type { GetSetting } from "../core/presentation/settings.ts";
import { vscode } from "./vscode.ts";

/** In which flows may be written. */
export const codeLanguages = ["typescript", "typescriptreact", "javascript", "javascriptreact"];

/** The settings as they hold for a file or folder, else for the window. */
export function settings(scope?: vscode.Uri): GetSetting {
  const values = vscode.workspace.getConfiguration("millrace", scope);
  return (id, fallback) => values.get(id, fallback);
}
