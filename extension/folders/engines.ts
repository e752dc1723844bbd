/** The engines of all workspace folders, and what is heard of any of them. */
import { Emitter } from "../../core/base/emitter.ts";
import type { EngineNews } from "../../core/protocol/engine-link.ts";
import type { MirrorChange } from "../../core/protocol/engine-mirror.ts";
import { vscode } from "../vscode.ts";
import type { FolderEngine } from "./folder-engine.ts";

export class Engines implements vscode.Disposable {
  readonly #engines = new Map<string, FolderEngine>();
  readonly #news = new Emitter<{ readonly engine: FolderEngine; readonly news: EngineNews }>();
  readonly #foldersChanged = new Emitter<void>();
  readonly onNews = this.#news.on;
  readonly onDidChangeFolders = this.#foldersChanged.on;
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

  ofRun(runId: string): FolderEngine | undefined {
    return this.all().find(({ mirror }) => mirror.runs.has(runId));
  }

  activeRuns(): number {
    return this.all().reduce((sum, { mirror }) => sum + mirror.activeRuns().length, 0);
  }

  onChange(listener: (engine: FolderEngine, change: MirrorChange) => void): vscode.Disposable {
    return this.onNews(({ engine, news }) => news.kind === "changed" && listener(engine, news.change));
  }

  /** Called with no word of what happened, after whatever may be seen of it. */
  onAny(listener: () => void): vscode.Disposable {
    return vscode.Disposable.from(this.onNews(({ news }) => news.kind !== "event" && listener()), this.onDidChangeFolders(listener));
  }

  /** Settings or trust have changed. */
  async configure(): Promise<void> {
    await Promise.all(this.all().map((engine) => engine.configure()));
  }

  dispose(): void {
    this.#watching.dispose();
    for (const engine of this.all()) void engine.stop();
  }

  #add(folder: vscode.WorkspaceFolder): FolderEngine | undefined {
    const key = folder.uri.toString();
    if (folder.uri.scheme !== "file" || this.#engines.has(key)) return undefined;
    const engine = this.#open(folder);
    this.#engines.set(key, engine);
    engine.onNews((news) => this.#news.fire({ engine, news }));
    return engine;
  }

  #remove(key: string): void {
    void this.get(key)?.stop();
    this.#engines.delete(key);
  }
}
