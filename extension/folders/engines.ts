/** The engines of all workspace folders, and what happens in any of them. */
import type { EngineStatus } from "../../core/protocol/view-api.ts";
import { vscode } from "../vscode.ts";
import type { EngineEvent, FolderEngine } from "./folder-engine.ts";
import type { MirrorChange } from "../../core/protocol/engine-mirror.ts";

export class Engines implements vscode.Disposable {
  readonly #engines = new Map<string, FolderEngine>();
  readonly #changed = new vscode.EventEmitter<{ readonly engine: FolderEngine; readonly change: MirrorChange }>();
  readonly #statusChanged = new vscode.EventEmitter<{ readonly engine: FolderEngine; readonly status: EngineStatus }>();
  readonly #happened = new vscode.EventEmitter<{ readonly engine: FolderEngine; readonly event: EngineEvent }>();
  readonly #ordered = new vscode.EventEmitter<{ readonly engine: FolderEngine; readonly flowId: string; readonly isDone: boolean }>();
  readonly #foldersChanged = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly onDidChangeStatus = this.#statusChanged.event;
  readonly onEvent = this.#happened.event;
  readonly onOrder = this.#ordered.event;
  readonly onDidChangeFolders = this.#foldersChanged.event;
  readonly #open: (folder: vscode.WorkspaceFolder) => FolderEngine;
  readonly #watching: vscode.Disposable;

  constructor(open: (folder: vscode.WorkspaceFolder) => FolderEngine) {
    this.#open = open;
    this.#watching = vscode.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
      for (const folder of removed) this.#remove(folder.uri.toString());
      for (const folder of added) void this.#add(folder)?.start();
      this.#foldersChanged.fire();
    });
  }

  /** One for each folder, not started yet. */
  openAll(): void {
    for (const folder of vscode.workspace.workspaceFolders ?? []) this.#add(folder);
  }

  startAll(): void {
    for (const engine of this.all()) void engine.start();
  }

  all(): readonly FolderEngine[] {
    return [...this.#engines.values()];
  }

  /** By the URI of its folder, as text. */
  get(folder: string): FolderEngine | undefined {
    return this.#engines.get(folder);
  }

  of(uri: vscode.Uri): FolderEngine | undefined {
    const folder = vscode.workspace.getWorkspaceFolder(uri);
    return folder === undefined ? undefined : this.get(folder.uri.toString());
  }

  /** The engine that knows a run. */
  ofRun(runId: string): FolderEngine | undefined {
    return this.all().find(({ mirror }) => mirror.runs.has(runId));
  }

  /** Called with no word of what happened, after whatever did. */
  onAny(listener: () => void): vscode.Disposable {
    return vscode.Disposable.from(this.onDidChange(listener), this.onDidChangeStatus(listener), this.onDidChangeFolders(listener));
  }

  activeRuns(): number {
    return this.all().reduce((sum, { mirror }) => sum + mirror.activeRuns().length, 0);
  }

  /** Settings or trust have changed. */
  async configure(): Promise<void> {
    await Promise.all(this.all().map((engine) => engine.configure()));
  }

  dispose(): void {
    vscode.Disposable.from(this.#watching, ...this.all()).dispose();
  }

  #add(folder: vscode.WorkspaceFolder): FolderEngine | undefined {
    const key = folder.uri.toString();
    if (folder.uri.scheme !== "file" || this.#engines.has(key)) return undefined;
    const engine = this.#open(folder);
    this.#engines.set(key, engine);
    engine.onDidChange((change) => this.#changed.fire({ engine, change }));
    engine.onDidChangeStatus((status) => this.#statusChanged.fire({ engine, status }));
    engine.onEvent((event) => this.#happened.fire({ engine, event }));
    engine.onOrder((order) => this.#ordered.fire({ engine, ...order }));
    return engine;
  }

  #remove(key: string): void {
    this.#engines.get(key)?.dispose();
    this.#engines.delete(key);
  }
}
