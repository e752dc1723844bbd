/**
 * The engine of one workspace folder: a process of its own, spoken to by the language client.
 *
 * F1. Each start has a client of its own; a death is seen once, and `restartDelay` says what follows.
 * F2. Requests wait for an engine that is coming up, and fail at once when it is not going to.
 * F3. What the mirror holds outlives the engine: lists and lenses stay while it is started again.
 */
import type { LanguageClient } from "vscode-languageclient/node";
import { protocolVersion, type EditorEvents, type EditorRequests, type EngineChange, type EngineOptions } from "../../core/protocol/editor-api.ts";
import { MillraceError } from "../../core/base/millrace-error.ts";
import type { EngineStatus } from "../../core/protocol/view-api.ts";
import { engineSettings } from "../settings.ts";
import { after, nowMs, type Timer } from "../timers.ts";
import { vscode } from "../vscode.ts";
import { EngineMirror, type MirrorChange } from "../../core/protocol/engine-mirror.ts";
import { restartDelay } from "../../core/protocol/restart-policy.ts";

const answerTimeoutMs = 60_000;
// Following a run makes many small objects that live a while: with more room for them a third of the time is saved.
const engineArguments = ["--max-semi-space-size=32"];
const languages = ["typescript", "typescriptreact", "javascript", "javascriptreact"];

const eventNames = ["millrace/pictureChanged", "millrace/logged", "millrace/output"] as const;

export type EngineEvent = { readonly [Name in (typeof eventNames)[number]]: { readonly name: Name; readonly params: EditorEvents[Name] } }[(typeof eventNames)[number]];

export class FolderEngine implements vscode.Disposable {
  readonly mirror = new EngineMirror();
  /** Flows whose run has been ordered and does not exist yet. */
  readonly #ordered = new Map<string, number>();
  readonly #changed = new vscode.EventEmitter<MirrorChange>();
  readonly #statusChanged = new vscode.EventEmitter<EngineStatus>();
  readonly #happened = new vscode.EventEmitter<EngineEvent>();
  readonly #orderChanged = new vscode.EventEmitter<{ readonly flowId: string; readonly isDone: boolean }>();
  readonly onOrder = this.#orderChanged.event;
  readonly onDidChange = this.#changed.event;
  readonly onDidChangeStatus = this.#statusChanged.event;
  readonly onEvent = this.#happened.event;
  readonly folder: vscode.WorkspaceFolder;
  readonly #module: string;
  readonly #log: vscode.LogOutputChannel;
  readonly #onGivenUp: (engine: FolderEngine) => void;
  #status: EngineStatus = "starting";
  #client: LanguageClient | undefined;
  #deaths: number[] = [];
  #pendingStart: Timer | undefined;
  #isDisposed = false;

  constructor(folder: vscode.WorkspaceFolder, module: string, log: vscode.LogOutputChannel, onGivenUp: (engine: FolderEngine) => void) {
    this.folder = folder;
    this.#module = module;
    this.#log = log;
    this.#onGivenUp = onGivenUp;
  }

  get status(): EngineStatus {
    return this.#status;
  }

  get uri(): string {
    return this.folder.uri.toString();
  }

  async start(): Promise<void> {
    this.#pendingStart?.dispose();
    this.#setStatus("starting");
    const { CloseAction, ErrorAction, LanguageClient, TransportKind } = await import("vscode-languageclient/node");
    if (this.#isDisposed) return;
    const options: EngineOptions = { protocol: protocolVersion, folder: this.folder.uri.fsPath, settings: engineSettings(this.folder) };
    const pattern = { baseUri: this.uri, pattern: "**/*" };
    const server = { module: this.#module, transport: TransportKind.ipc, options: { execArgv: engineArguments } };
    const client = new LanguageClient("millrace", "Millrace Engine", server, {
      documentSelector: languages.map((language) => ({ language, scheme: "file", pattern })),
      workspaceFolder: this.folder,
      outputChannel: this.#log,
      initializationOptions: options,
      initializationFailedHandler: () => false,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => {
          this.#died(client);
          return { action: CloseAction.DoNotRestart, handled: true };
        },
      },
    });
    this.#client = client;
    client.onNotification("millrace/changed", (change: EngineChange) => this.#apply(change));
    for (const name of eventNames) {
      client.onNotification(name, (params: EngineEvent["params"]) => this.#happened.fire({ name, params } as EngineEvent));
    }
    try {
      await client.start();
      await this.#takeSnapshot(client);
      if (this.#client === client) this.#setStatus("running");
    } catch (error) {
      this.#log.error(`The engine of ${this.folder.name} did not start.`, error instanceof Error ? error : String(error));
      this.#died(client);
    }
  }

  async restart(): Promise<void> {
    this.#deaths = [];
    await this.#stop();
    await this.start();
  }

  async request<Method extends keyof EditorRequests>(method: Method, params: EditorRequests[Method]["params"]): Promise<EditorRequests[Method]["result"]> {
    const client = await this.#running();
    const cancelled = new vscode.CancellationTokenSource();
    let timer: Timer | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = after(answerTimeoutMs, () => {
        cancelled.cancel();
        reject(new MillraceError("MILLRACE_ENGINE_UNAVAILABLE", `The engine of ${this.folder.name} has not answered for ${answerTimeoutMs / 1_000} s.`));
      });
    });
    try {
      return await Promise.race([client.sendRequest<EditorRequests[Method]["result"]>(method, params, cancelled.token), late]);
    } finally {
      timer?.dispose();
      cancelled.dispose();
    }
  }

  /** Settings or trust may have changed. */
  async configure(): Promise<void> {
    if (this.#status === "running") await this.request("millrace/configure", engineSettings(this.folder));
  }

  isOrdered(flowId: string): boolean {
    return this.#ordered.has(flowId);
  }

  get orders(): number {
    return this.#ordered.size;
  }

  /** While the order is carried out the flow shows that something happens. */
  async order<Result>(flowId: string | null, carryOut: () => Promise<Result>): Promise<Result> {
    if (flowId === null) return await carryOut();
    this.#count(flowId, 1);
    try {
      return await carryOut();
    } finally {
      this.#count(flowId, -1);
    }
  }

  /** Takes over a change that did not come from the engine: what was remembered, or an edit that moved flows. */
  touch(change: MirrorChange): void {
    this.#changed.fire(change);
  }

  dispose(): void {
    this.#isDisposed = true;
    void this.#stop();
    vscode.Disposable.from(this.#changed, this.#statusChanged, this.#happened, this.#orderChanged).dispose();
  }

  #count(flowId: string, by: number): void {
    const orders = (this.#ordered.get(flowId) ?? 0) + by;
    if (orders === 0) this.#ordered.delete(flowId);
    else this.#ordered.set(flowId, orders);
    this.#orderChanged.fire({ flowId, isDone: by < 0 });
    this.#changed.fire({ isWhole: false, files: [flowId.slice(0, flowId.lastIndexOf("#"))], runs: [], removedRuns: [] });
  }

  async #stop(): Promise<void> {
    this.#pendingStart?.dispose();
    const client = this.#client;
    this.#client = undefined;
    this.#setStatus("stopped");
    // An engine that does not shut down in time is killed by the client; there is nobody to tell.
    await client?.dispose(3_000).catch((error: unknown) => this.#log.warn("The engine did not shut down by itself.", String(error)));
  }

  async #running(): Promise<LanguageClient> {
    while (this.#status === "starting") {
      await new Promise<void>((resolve) => {
        const listening = this.onDidChangeStatus(() => {
          listening.dispose();
          resolve();
        });
      });
    }
    if (this.#client === undefined || this.#status === "stopped") {
      throw new MillraceError("MILLRACE_ENGINE_UNAVAILABLE", `The engine of ${this.folder.name} is not running.`, { hint: "Restart it." });
    }
    return this.#client;
  }

  #died(client: LanguageClient): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    this.mirror.forgetRevision();
    this.#deaths.push(nowMs());
    const delayMs = restartDelay(this.#deaths);
    if (delayMs === undefined) {
      this.#setStatus("stopped");
      this.#onGivenUp(this);
      return;
    }
    this.#log.warn(`The engine of ${this.folder.name} has ended and is started again in ${delayMs} ms.`);
    this.#setStatus("starting");
    this.#pendingStart = after(delayMs, () => void this.start());
  }

  #apply(change: EngineChange): void {
    const applied = this.mirror.apply(change);
    if (applied !== undefined) this.#changed.fire(applied);
    else if (this.#client !== undefined && this.#status === "running") {
      this.#takeSnapshot(this.#client).catch((error: unknown) => this.#log.error("The engine's state could not be read.", String(error)));
    }
  }

  async #takeSnapshot(client: LanguageClient): Promise<void> {
    this.#changed.fire(this.mirror.replace(await client.sendRequest<EditorRequests["millrace/snapshot"]["result"]>("millrace/snapshot", {})));
  }

  #setStatus(status: EngineStatus): void {
    if (this.#status === status) return;
    this.#status = status;
    this.#statusChanged.fire(status);
  }
}
