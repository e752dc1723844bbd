import { watch, type FSWatcher } from "chokidar";
import type { Clock, Timer } from "../../core/base/clock.ts";

/** Editors write a file in several steps, and "save all" writes several files. */
const settleMs = 100;

/** Tells when one of a changing set of files has changed, once for changes that come together. */
export class FileChanges {
  readonly #clock: Clock;
  readonly #watcher: FSWatcher;
  readonly #listeners: (() => void)[] = [];
  #timer: Timer | undefined;
  #arePending = false;
  #waiting: (() => void)[] = [];
  #watched = new Set<string>();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#watcher = watch([], { ignoreInitial: true });
    this.#watcher.on("all", () => this.#settle());
  }

  /** Whether there was a change that `next` has not told yet. */
  get arePending(): boolean {
    return this.#arePending;
  }

  /** Watches these files and no others. */
  watch(files: readonly string[]): void {
    const wanted = new Set(files);
    this.#watcher.add(files.filter((file) => !this.#watched.has(file)));
    this.#watcher.unwatch([...this.#watched].filter((file) => !wanted.has(file)));
    this.#watched = wanted;
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Fulfils at the next change, at once if there was one since the last call was answered. */
  async next(): Promise<void> {
    if (!this.#arePending) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#arePending = false;
  }

  async dispose(): Promise<void> {
    this.#timer?.cancel();
    await this.#watcher.close();
  }

  #settle(): void {
    this.#timer?.cancel();
    this.#timer = this.#clock.startTimer(settleMs, () => {
      this.#arePending = true;
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const resolve of waiting) resolve();
      for (const listener of this.#listeners) listener();
    });
  }
}
