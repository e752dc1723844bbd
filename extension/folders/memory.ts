/** The last scan of a folder, kept in the workspace's storage: what the first lenses are made of. */
import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Throttle } from "../timers.ts";
import { vscode } from "../vscode.ts";
import type { Engines } from "./engines.ts";
import type { FolderEngine } from "./folder-engine.ts";
import type { Remembered } from "../../core/protocol/engine-mirror.ts";

const writePeriodMs = 2_000;

export class Memory implements vscode.Disposable {
  readonly #storage: vscode.Uri | undefined;
  readonly #log: vscode.LogOutputChannel;
  readonly #engines: Engines;
  readonly #write: Throttle;
  readonly #subscription: vscode.Disposable;

  constructor(storage: vscode.Uri | undefined, engines: Engines, log: vscode.LogOutputChannel) {
    this.#storage = storage;
    this.#engines = engines;
    this.#log = log;
    this.#write = new Throttle(writePeriodMs, () => void this.save());
    this.#subscription = engines.onDidChange(({ engine }) => engine.status === "running" && engine.mirror.isScanned && this.#write.call());
  }

  async recall(engine: FolderEngine): Promise<void> {
    const path = this.#pathOf(engine);
    if (path === undefined) return;
    try {
      engine.touch(engine.mirror.remember(JSON.parse(await readFile(path, "utf8")) as Remembered));
    } catch (error) {
      // There is none the first time, and one that cannot be read is written anew.
      this.#log.debug(`No scan is remembered of ${engine.folder.name}.`, String(error));
    }
  }

  async save(): Promise<void> {
    for (const engine of this.#engines.all()) {
      const path = this.#pathOf(engine);
      if (path === undefined || this.#storage === undefined || !engine.mirror.isScanned) continue;
      try {
        await mkdir(this.#storage.fsPath, { recursive: true });
        await writeFile(path, JSON.stringify(engine.mirror.toRemember()));
      } catch (error) {
        this.#log.warn("The scan could not be remembered; the next first lenses wait for the engine.", String(error));
      }
    }
  }

  async forget(): Promise<void> {
    if (this.#storage !== undefined) await vscode.workspace.fs.delete(this.#storage, { recursive: true });
  }

  dispose(): void {
    this.#write.dispose();
    this.#subscription.dispose();
  }

  #pathOf(engine: FolderEngine): string | undefined {
    const name = createHash("sha256").update(engine.uri).digest("hex").slice(0, 16);
    return this.#storage === undefined ? undefined : join(this.#storage.fsPath, `scan-${name}.json`);
  }
}
