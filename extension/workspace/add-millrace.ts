/** The package `millrace` came with the extension: it is packed from there and installed by the project's own package manager. */
import { execFile } from "node:child_process";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { packageManagerOf, type PackageManager } from "../../core/presentation/package-manager.ts";
import type { FolderEngine } from "../folders/folder-engine.ts";
import { vscode } from "../vscode.ts";

const run = promisify(execFile);

/** Answers whether the package is there now; what was done stands in the terminal. */
export async function addMillrace(context: vscode.ExtensionContext, { folder }: FolderEngine): Promise<boolean> {
  if (!vscode.workspace.isTrusted) {
    void vscode.window.showErrorMessage("Nothing is installed in a workspace that is not trusted.");
    return false;
  }
  const tarball = await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: "Adding millrace to this workspace", cancellable: true }, (_, token) => pack(context, token));
  if (tarball === undefined) return false;
  const manager = await managerOf(folder.uri.fsPath);
  const exitCode = await inTerminal(folder, manager, tarball);
  if (exitCode !== 0) void vscode.window.showErrorMessage(`${manager.name} could not add millrace${exitCode === undefined ? "" : ` (exit code ${exitCode})`}. The terminal says why.`);
  return exitCode === 0;
}

/** The extension's folder as a package; `undefined` when it was cancelled or did not work, and the user knows. */
async function pack({ extensionUri, globalStorageUri }: vscode.ExtensionContext, token: vscode.CancellationToken): Promise<string | undefined> {
  const abort = new AbortController();
  token.onCancellationRequested(() => abort.abort());
  try {
    await mkdir(globalStorageUri.fsPath, { recursive: true });
    const options = { cwd: globalStorageUri.fsPath, signal: abort.signal, shell: process.platform === "win32" };
    const { stdout } = await run("npm", ["pack", extensionUri.fsPath, "--ignore-scripts", "--silent"], options);
    return join(globalStorageUri.fsPath, stdout.trim().split("\n").at(-1) ?? "");
  } catch (error) {
    if (!token.isCancellationRequested) void vscode.window.showErrorMessage(`The package could not be made with npm: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

async function managerOf(folder: string): Promise<PackageManager> {
  const files = await readdir(folder);
  return packageManagerOf(files, files.includes("package.json") ? await readFile(join(folder, "package.json"), "utf8") : "");
}

/** The exit code; `undefined` when it was ended by hand. */
async function inTerminal(folder: vscode.WorkspaceFolder, { name, add }: PackageManager, tarball: string): Promise<number | undefined> {
  const quoted = (value: string): vscode.ShellQuotedString => ({ value, quoting: vscode.ShellQuoting.Strong });
  const execution = new vscode.ShellExecution(name, [...add, quoted(tarball)]);
  const task = new vscode.Task({ type: "millrace.add" }, folder, "Add millrace", "Millrace", execution);
  task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, focus: false, clear: true };
  const started = await vscode.tasks.executeTask(task);
  let ending: vscode.Disposable | undefined;
  const exitCode = await new Promise<number | undefined>((resolve) => {
    const ended = vscode.tasks.onDidEndTaskProcess((event) => event.execution === started && resolve(event.exitCode));
    ending = vscode.Disposable.from(ended, vscode.tasks.onDidEndTask(({ execution: one }) => one === started && resolve(undefined)));
  });
  ending?.dispose();
  return exitCode;
}
