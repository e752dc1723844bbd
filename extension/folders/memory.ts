/** The last scan of each folder, kept in the workspace's storage: what the first lenses are made of. */
import { protocolVersion } from "../../core/protocol/editor-api.ts";
import type { Remembered } from "../../core/protocol/engine-mirror.ts";
import { throttled } from "../timers.ts";
import { vscode } from "../vscode.ts";
import type { Engines } from "./engines.ts";

const writePeriodMs = 2_000;

interface Scans {
  readonly protocol: number;
  readonly folders: Readonly<Record<string, Remembered>>;
}

export class Memory implements vscode.Disposable {
  readonly #file: vscode.Uri | undefined;
  readonly #log: vscode.LogOutputChannel;
  readonly #subscriptions: vscode.Disposable;

  constructor(storage: vscode.Uri | undefined, engines: Engines, log: vscode.LogOutputChannel) {
    this.#file = storage && vscode.Uri.joinPath(storage, "scans.json");
    this.#log = log;
    const write = throttled(writePeriodMs, () => void this.#write(engines));
    this.#subscriptions = vscode.Disposable.from(write, engines.onDidChange(({ engine }) => engine.mirror.isScanned && write.call()));
  }

  /** Gives each engine what an earlier session knew of its folder. */
  async recall(engines: Engines): Promise<void> {
    if (this.#file === undefined) return;
    try {
      const scans = JSON.parse(new TextDecoder().decode(await vscode.workspace.fs.readFile(this.#file))) as Scans;
      if (scans.protocol !== protocolVersion) return;
      for (const engine of engines.all()) {
        const scan = scans.folders[engine.uri];
        if (scan !== undefined) engine.touch(engine.mirror.remember(scan));
      }
    } catch (error) {
      // There is none the first time, and one that cannot be read is written anew.
      this.#log.debug("No scan is remembered.", String(error));
    }
  }

  async forget(): Promise<void> {
    if (this.#file !== undefined) await vscode.workspace.fs.delete(vscode.Uri.joinPath(this.#file, ".."), { recursive: true });
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  async #write(engines: Engines): Promise<void> {
    if (this.#file === undefined) return;
    const scanned = engines.all().filter(({ mirror }) => mirror.isScanned);
    const scans: Scans = { protocol: protocolVersion, folders: Object.fromEntries(scanned.map(({ uri, mirror }) => [uri, mirror.toRemember()])) };
    try {
      await vscode.workspace.fs.writeFile(this.#file, new TextEncoder().encode(JSON.stringify(scans)));
    } catch (error) {
      this.#log.warn("The scan could not be remembered; the next first lenses wait for the engine.", String(error));
    }
  }
}
