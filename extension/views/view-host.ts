/**
 * One page and the engines it asks: passes checked requests on, and sends what happens to the runs that it has open.
 * The page may be gone and back at any moment; with it go the runs that it had open.
 */
import { readViewMessage } from "../../core/protocol/read-view-message.ts";
import type { HostInfo, HostMessage, ShowTarget, ViewAction, ViewMessage } from "../../core/protocol/view-api.ts";
import type { Engines } from "../folders/engines.ts";
import type { EngineEvent, FolderEngine } from "../folders/folder-engine.ts";
import type { MirrorChange } from "../../core/protocol/engine-mirror.ts";
import { openPlace } from "../folders/places.ts";
import { failureOf } from "../runs/report.ts";
import { throttled } from "../timers.ts";
import { vscode } from "../vscode.ts";

export type FolderTarget = { readonly folder: string; readonly target: ShowTarget };

const runsPeriodMs = 100;

const actionCommands: Readonly<Record<Exclude<ViewAction["kind"], "openSource" | "copy">, string>> = {
  runFlow: "millrace.runFlow",
  debugFlow: "millrace.debugFlow",
  stop: "millrace.stopRun",
  resume: "millrace.resumeRun",
  again: "millrace.rerun",
  debugAgain: "millrace.debugAgain",
  delete: "millrace.deleteRun",
  openInEditor: "millrace.openInEditor",
  showLog: "millrace.showLog",
};

export class ViewHost implements vscode.Disposable {
  readonly #kind: HostInfo["kind"];
  readonly #webview: vscode.Webview;
  readonly #engines: Engines;
  readonly #onSelected: (selected: FolderTarget) => void;
  readonly #subscriptions: vscode.Disposable;
  #target: FolderTarget | null;
  #isReady = false;
  /** `<folder> <run>`, once for each time that it was opened. */
  readonly #open: { readonly engine: FolderEngine; readonly runId: string }[] = [];
  /** Runs to tell of, by engine; `undefined`: one that was removed. */
  readonly #pendingRuns = new Map<FolderEngine, Set<string>>();
  readonly #sendRuns = throttled(runsPeriodMs, () => this.#flushRuns());

  constructor(kind: HostInfo["kind"], webview: vscode.Webview, engines: Engines, target: FolderTarget | null, onSelected: (selected: FolderTarget) => void) {
    this.#kind = kind;
    this.#webview = webview;
    this.#engines = engines;
    this.#target = target;
    this.#onSelected = onSelected;
    this.#subscriptions = vscode.Disposable.from(
      this.#sendRuns,
      webview.onDidReceiveMessage((message: unknown) => this.#receive(readViewMessage(message))),
      engines.onDidChange(({ engine, change }) => this.#changed(engine, change)),
      engines.onDidChangeStatus(({ engine, status }) => this.#post({ type: "engine", folder: engine.uri, status })),
      engines.onEvent(({ engine, event }) => this.#happened(engine, event)),
      engines.onDidChangeFolders(() => this.#hello()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#hello()),
    );
  }

  show(target: FolderTarget): void {
    this.#target = target;
    this.#post({ type: "show", ...target });
  }

  /** The page is hidden or gone; what it had open is closed. */
  release(): void {
    this.#isReady = false;
    for (const { engine, runId } of this.#open.splice(0)) if (engine.status === "running") engine.request("millrace/closeRun", { runId }).catch(() => undefined);
  }

  dispose(): void {
    this.release();
    this.#subscriptions.dispose();
  }

  #receive(message: ViewMessage | undefined): void {
    switch (message?.type) {
      case "ready":
        this.release();
        this.#isReady = true;
        return this.#hello();
      case "request":
        return void this.#answer(message);
      case "act":
        return void this.#act(message.folder, message.action);
      case "selected":
        this.#target = { folder: message.folder, target: { kind: "run", runId: message.runId, taskRunId: message.taskRunId } };
        return this.#onSelected(this.#target);
      default:
    }
  }

  #hello(): void {
    const folders = this.#engines.all().map(({ uri, folder, status, mirror }) => ({ folder: uri, path: folder.uri.fsPath, name: folder.name, status, flows: mirror.flows() }));
    this.#post({ type: "hello", host: { kind: this.#kind, folders, target: this.#target, isTrusted: vscode.workspace.isTrusted } });
  }

  async #answer({ id, folder, method, params }: Extract<ViewMessage, { type: "request" }>): Promise<void> {
    const engine = this.#engines.get(folder);
    try {
      if (engine === undefined) throw new Error("The folder is not open any more.");
      if (method === "millrace/openRun") this.#open.push({ engine, runId: params.runId });
      if (method === "millrace/closeRun") this.#closed(engine, params.runId);
      const result = await engine.request(method, params);
      this.#post({ type: "response", id, result });
    } catch (error) {
      if (engine !== undefined && method === "millrace/openRun") this.#closed(engine, params.runId);
      this.#post({ type: "failed", id, failure: failureOf(error) });
    }
  }

  async #act(folder: string, action: ViewAction): Promise<void> {
    if (action.kind === "copy") await vscode.env.clipboard.writeText(action.text);
    else if (action.kind === "openSource") await openPlace(action.place);
    else await vscode.commands.executeCommand(actionCommands[action.kind], { folder, ...action });
  }

  #closed(engine: FolderEngine, runId: string): void {
    const at = this.#open.findIndex((one) => one.engine === engine && one.runId === runId);
    if (at !== -1) this.#open.splice(at, 1);
  }

  #changed(engine: FolderEngine, { isWhole, files, runs, removedRuns }: MirrorChange): void {
    if (!this.#isReady) return;
    if (isWhole || files.length > 0) this.#post({ type: "flows", folder: engine.uri, flows: engine.mirror.flows() });
    const ids = isWhole ? [...engine.mirror.runs.keys()] : [...runs.map(({ after }) => after.id), ...removedRuns];
    if (ids.length === 0) return;
    const pending = this.#pendingRuns.get(engine) ?? new Set();
    for (const id of ids) pending.add(id);
    this.#pendingRuns.set(engine, pending);
    this.#sendRuns.call();
  }

  #flushRuns(): void {
    for (const [engine, ids] of this.#pendingRuns) {
      const known = [...ids].map((id) => engine.mirror.runs.get(id));
      this.#post({ type: "runs", folder: engine.uri, changed: known.filter((run) => run !== undefined), removed: [...ids].filter((id) => !engine.mirror.runs.has(id)) });
    }
    this.#pendingRuns.clear();
  }

  #happened(engine: FolderEngine, event: EngineEvent): void {
    if (event.name === "millrace/output") return;
    const runId = event.name === "millrace/logged" ? event.params.runId : event.params.run.id;
    if (!this.#open.some((one) => one.engine === engine && one.runId === runId)) return;
    this.#post({ type: "event", folder: engine.uri, event: event.name, params: event.params } as HostMessage);
  }

  #post(message: HostMessage): void {
    if (this.#isReady) void this.#webview.postMessage(message);
  }
}
