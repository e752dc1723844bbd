import type { RunLook } from "../../core/presentation/run-look.ts";
import { vscode } from "../vscode.ts";

export function stateIcon({ icon, color }: RunLook): vscode.ThemeIcon {
  return new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
}
