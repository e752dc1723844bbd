import { keepScans, recallScans, type ScanPorts } from "../../core/presentation/scan-memory.ts";
import { throttled } from "../timers.ts";
import { vscode } from "../vscode.ts";
import type { Engines } from "./engines.ts";

const writePeriodMs = 2_000;

/** The last scan of each folder, in the workspace's storage. */
export class Memory implements vscode.Disposable {
  readonly #storage: vscode.Uri | undefined;
  readonly #ports: ScanPorts;
  readonly #subscriptions: vscode.Disposable;

  constructor(storage: vscode.Uri | undefined, engines: Engines, log: vscode.LogOutputChannel) {
    this.#storage = storage;
    const file = vscode.Uri.joinPath(storage ?? vscode.Uri.file("/"), "scans.json");
    this.#ports = {
      engines: () => engines.all(),
      read: async () => new TextDecoder().decode(await vscode.workspace.fs.readFile(file)),
      write: (text) => vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text)),
      failed: (error) => log.debug("The last scan was not read or written.", String(error)),
    };
    const write = throttled(writePeriodMs, () => storage && void keepScans(this.#ports));
    this.#subscriptions = vscode.Disposable.from(write, engines.onChange((engine) => engine.mirror.isScanned && write.call()));
  }

  async recall(): Promise<void> {
    if (this.#storage !== undefined) await recallScans(this.#ports);
  }

  async forget(): Promise<void> {
    if (this.#storage !== undefined) await vscode.workspace.fs.delete(this.#storage, { recursive: true });
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}
