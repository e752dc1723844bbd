import type { FolderEngine } from "../folders/folder-engine.ts";
import { vscode } from "../vscode.ts";

/** Writes a flow that can be run at once, next to others of its kind, and opens it. */
export async function createSample(extension: vscode.Uri, { folder, mirror }: FolderEngine): Promise<vscode.Uri> {
  const uri = await freeName(folder.uri, 1);
  await vscode.workspace.fs.copy(vscode.Uri.joinPath(extension, "media", "sample-flow.txt"), uri);
  await vscode.window.showTextDocument(uri);
  if (mirror.sdk?.kind === "missing" && vscode.workspace.isTrusted) {
    const add = "Add Millrace";
    const chosen = await vscode.window.showInformationMessage("The flow needs the package millrace, which this workspace does not have yet.", add);
    if (chosen === add) await vscode.commands.executeCommand("millrace.addToWorkspace", { folder: folder.uri.toString() });
  }
  return uri;
}

async function freeName(folder: vscode.Uri, number: number): Promise<vscode.Uri> {
  const uri = vscode.Uri.joinPath(folder, "flows", number === 1 ? "squares.ts" : `squares-${number}.ts`);
  // A file that is not there is what is looked for.
  const isTaken = await vscode.workspace.fs.stat(uri).then(() => true, () => false);
  return isTaken ? await freeName(folder, number + 1) : uri;
}
