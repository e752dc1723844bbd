import type { Dialogs } from "../core/presentation/dialogues/dialogs.ts";
import { askWalk } from "./parameters/ask-parameters.ts";
import { vscode } from "./vscode.ts";

const mentionedMs = 5_000;
const zipFiles = { "Millrace run": ["zip"] };

/** What dialogues talk through, made of VS Code's own. */
export const dialogs: Dialogs = {
  choose: (items, title, placeHolder) => vscode.window.showQuickPick(items, { title, placeHolder, matchOnDescription: true }),
  askText: ({ title, prompt, value, isSecret, check }) =>
    vscode.window.showInputBox({ title, prompt, value: value ?? "", password: isSecret === true, ignoreFocusOut: true, validateInput: (text) => check(text) }),
  async askFields(walk, title, check) {
    const values = await askWalk(walk, title, check, []);
    return typeof values === "string" ? undefined : values;
  },
  confirm: async (message, detail, button) => (await vscode.window.showWarningMessage(message, { modal: true, detail }, button)) === button,
  tell: async (message, ...buttons) => (await vscode.window.showInformationMessage(message, ...buttons.filter((button) => button !== undefined))) !== undefined,
  saveFile: async (name, title) => (await vscode.window.showSaveDialog({ title, defaultUri: vscode.Uri.joinPath(vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file("/"), name), filters: zipFiles }))?.fsPath,
  openFile: async (title) => (await vscode.window.showOpenDialog({ title, filters: zipFiles }))?.[0]?.fsPath,
  copy: (text) => vscode.env.clipboard.writeText(text),
  mention: (message) => void vscode.window.setStatusBarMessage(message, mentionedMs),
};
