import { EngineSet } from "../../core/protocol/engine-set.ts";
import { vscode } from "../vscode.ts";
import type { FolderEngine } from "./folder-engine.ts";

/** An engine for each folder of the workspace, as they come and go. */
export class Engines extends EngineSet<FolderEngine> implements vscode.Disposable {
  readonly #open: (folder: vscode.WorkspaceFolder) => FolderEngine;
  readonly #watching: vscode.Disposable;

  constructor(open: (folder: vscode.WorkspaceFolder) => FolderEngine) {
    super();
    this.#open = open;
    this.#watching = vscode.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
      for (const folder of removed) this.remove(folder.uri.toString());
      for (const folder of added) void this.#add(folder)?.start();
      this.tellFolders();
    });
  }

  /** One for each folder, not started yet. */
  openAll(): void {
    for (const folder of vscode.workspace.workspaceFolders ?? []) this.#add(folder);
  }

  of(uri: vscode.Uri): FolderEngine | undefined {
    const folder = vscode.workspace.getWorkspaceFolder(uri);
    return folder === undefined ? undefined : this.get(folder.uri.toString());
  }

  dispose(): void {
    this.#watching.dispose();
    this.stopAll();
  }

  #add(folder: vscode.WorkspaceFolder): FolderEngine | undefined {
    if (folder.uri.scheme !== "file" || this.get(folder.uri.toString()) !== undefined) return undefined;
    const engine = this.#open(folder);
    this.add(engine);
    return engine;
  }
}
