/** The engines of all open folders, by the URIs of their folders, and what is heard of any of them. */
import { Emitter } from "../base/emitter.ts";
import type { EngineLink, EngineNews } from "./engine-link.ts";
import type { MirrorChange } from "./engine-mirror.ts";

export class EngineSet<Engine extends EngineLink> {
  readonly #engines = new Map<string, Engine>();
  readonly #news = new Emitter<{ readonly engine: Engine; readonly news: EngineNews }>();
  readonly #foldersChanged = new Emitter<void>();
  readonly onNews = this.#news.on;
  readonly onDidChangeFolders = this.#foldersChanged.on;

  all(): readonly Engine[] {
    return [...this.#engines.values()];
  }

  get(folder: string): Engine | undefined {
    return this.#engines.get(folder);
  }

  ofRun(runId: string): Engine | undefined {
    return this.all().find(({ mirror }) => mirror.runs.has(runId));
  }

  activeRuns(): number {
    return this.all().reduce((sum, { mirror }) => sum + mirror.activeRuns().length, 0);
  }

  onChange(listener: (engine: Engine, change: MirrorChange) => void): { dispose(): void } {
    return this.onNews(({ engine, news }) => news.kind === "changed" && listener(engine, news.change));
  }

  /** Called with no word of what happened, after whatever may be seen of it. */
  onAny(listener: () => void): { dispose(): void } {
    const listening = [this.onNews(({ news }) => news.kind !== "event" && listener()), this.onDidChangeFolders(listener)];
    return { dispose: () => listening.forEach((one) => one.dispose()) };
  }

  startAll(): void {
    for (const engine of this.all()) void engine.start();
  }

  /** Settings or trust have changed. */
  async configure(): Promise<void> {
    await Promise.all(this.all().map((engine) => engine.configure()));
  }

  /** Not started yet. */
  add(engine: Engine): void {
    this.#engines.set(engine.uri, engine);
    engine.onNews((news) => this.#news.fire({ engine, news }));
  }

  remove(folder: string): void {
    void this.get(folder)?.stop();
    this.#engines.delete(folder);
  }

  /** Some were added or removed. */
  tellFolders(): void {
    this.#foldersChanged.fire();
  }

  stopAll(): void {
    for (const engine of this.all()) void engine.stop();
  }
}
