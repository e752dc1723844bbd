import { readScans, writeScans } from "../../core/presentation/remembered-scans.ts";
import { throttled } from "../timers.ts";
import { vscode } from "../vscode.ts";
import type { Engines } from "./engines.ts";

const writePeriodMs = 2_000;

/** The last scan of each folder, kept in the workspace's storage: what the first lenses are made of. */
export class Memory implements vscode.Disposable {
  readonly #storage: vscode.Uri | undefined;
  readonly #engines: Engines;
  readonly #log: vscode.LogOutputChannel;
  readonly #subscriptions: vscode.Disposable;

  constructor(storage: vscode.Uri | undefined, engines: Engines, log: vscode.LogOutputChannel) {
    this.#storage = storage;
    this.#engines = engines;
    this.#log = log;
    const write = throttled(writePeriodMs, () => void this.#ifStored((file) => vscode.workspace.fs.writeFile(file, new TextEncoder().encode(writeScans(engines.all())))));
    this.#subscriptions = vscode.Disposable.from(write, engines.onChange((engine) => engine.mirror.isScanned && write.call()));
  }

  /** Gives each engine what an earlier session knew of its folder. */
  async recall(): Promise<void> {
    await this.#ifStored(async (file) => {
      const scans = readScans(new TextDecoder().decode(await vscode.workspace.fs.readFile(file)));
      for (const engine of this.#engines.all()) engine.remember(scans.get(engine.uri) ?? { flows: [], lastRuns: {} });
    });
  }

  async forget(): Promise<void> {
    if (this.#storage !== undefined) await vscode.workspace.fs.delete(this.#storage, { recursive: true });
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  /** Nothing depends on it: a scan that cannot be read or written makes the next first lenses wait for the engine. */
  async #ifStored(act: (file: vscode.Uri) => Thenable<void>): Promise<void> {
    if (this.#storage === undefined) return;
    try {
      await act(vscode.Uri.joinPath(this.#storage, "scans.json"));
    } catch (error) {
      this.#log.debug("The last scan was not read or written.", String(error));
    }
  }
}
