/**
 * Between one page and the engines that it asks: passes checked requests on, and sends what happens to the runs that the page
 * has open. The page may be gone and back at any moment; with it go the runs that it had open.
 */
import type { Clock } from "../base/clock.ts";
import { Throttle } from "../base/throttle.ts";
import type { EngineFailure } from "./editor-api.ts";
import type { EngineEvent, EngineLink, EngineNews } from "./engine-link.ts";
import type { MirrorChange } from "./engine-mirror.ts";
import { readViewMessage } from "./read-view-message.ts";
import type { HostInfo, HostMessage, ShowTarget, ViewAction, ViewMessage } from "./view-api.ts";

const runsPeriodMs = 100;

export interface FolderTarget {
  readonly folder: string;
  readonly target: ShowTarget;
}

export type RelayEngine = Pick<EngineLink, "uri" | "name" | "status" | "mirror" | "request">;

export interface RelayPorts<Engine extends RelayEngine> {
  readonly clock: Clock;
  post(message: HostMessage): void;
  engines(): readonly Engine[];
  pathOf(engine: Engine): string;
  isTrusted(): boolean;
  failureOf(error: unknown): EngineFailure;
  act(folder: string, action: ViewAction): void;
  selected(target: FolderTarget): void;
}

export class ViewRelay<Engine extends RelayEngine> {
  readonly #kind: HostInfo["kind"];
  readonly #ports: RelayPorts<Engine>;
  #target: FolderTarget | null;
  #isReady = false;
  /** Once for each time that a run was opened. */
  readonly #open: { readonly engine: Engine; readonly runId: string }[] = [];
  /** Runs to tell of; those that are not in the mirror any more were removed. */
  readonly #pendingRuns = new Map<Engine, Set<string>>();
  readonly #sendRuns: Throttle;

  constructor(kind: HostInfo["kind"], target: FolderTarget | null, ports: RelayPorts<Engine>) {
    this.#kind = kind;
    this.#target = target;
    this.#ports = ports;
    this.#sendRuns = new Throttle((delayMs, then) => ports.clock.startTimer(delayMs, then), runsPeriodMs, () => this.#flushRuns());
  }

  show(target: FolderTarget): void {
    this.#target = target;
    this.#post({ type: "show", ...target });
  }

  /** Folders or trust have changed. */
  hello(): void {
    const folders = this.#ports.engines().map((engine) => {
      const { uri, name, status, mirror } = engine;
      return { folder: uri, path: this.#ports.pathOf(engine), name, status, flows: mirror.flows() };
    });
    this.#post({ type: "hello", host: { kind: this.#kind, folders, target: this.#target, isTrusted: this.#ports.isTrusted() } });
  }

  /** The page is hidden or gone; what it had open is closed. */
  release(): void {
    this.#isReady = false;
    this.#sendRuns.cancel();
    this.#pendingRuns.clear();
    for (const { engine, runId } of this.#open.splice(0)) {
      // An engine that has gone has nothing open.
      if (engine.status === "running") engine.request("millrace/closeRun", { runId }).catch(() => undefined);
    }
  }

  receive(sent: unknown): void {
    const message = readViewMessage(sent);
    switch (message?.type) {
      case "ready":
        this.release();
        this.#isReady = true;
        return this.hello();
      case "request":
        return void this.#answer(message);
      case "act":
        return this.#ports.act(message.folder, message.action);
      case "selected":
        this.#target = { folder: message.folder, target: { kind: "run", runId: message.runId, taskRunId: message.taskRunId } };
        return this.#ports.selected(this.#target);
      default:
    }
  }

  heard(engine: Engine, news: EngineNews): void {
    if (!this.#isReady) return;
    if (news.kind === "changed") this.#changed(engine, news.change);
    if (news.kind === "status") this.#post({ type: "engine", folder: engine.uri, status: engine.status });
    if (news.kind === "event") this.#happened(engine, news.event);
  }

  async #answer({ id, folder, method, params }: Extract<ViewMessage, { type: "request" }>): Promise<void> {
    const engine = this.#ports.engines().find(({ uri }) => uri === folder);
    try {
      if (engine === undefined) throw new Error("The folder is not open any more.");
      if (method === "millrace/openRun") this.#open.push({ engine, runId: params.runId });
      if (method === "millrace/closeRun") this.#closed(engine, params.runId);
      this.#post({ type: "response", id, result: await engine.request(method, params) });
    } catch (error) {
      if (engine !== undefined && method === "millrace/openRun") this.#closed(engine, params.runId);
      this.#post({ type: "failed", id, failure: this.#ports.failureOf(error) });
    }
  }

  #closed(engine: Engine, runId: string): void {
    const at = this.#open.findIndex((one) => one.engine === engine && one.runId === runId);
    if (at !== -1) this.#open.splice(at, 1);
  }

  #changed(engine: Engine, { isWhole, files, runs, removedRuns }: MirrorChange): void {
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
      const known = [...ids].map((id) => engine.mirror.runs.get(id)).filter((run) => run !== undefined);
      const removed = [...ids].filter((id) => !engine.mirror.runs.has(id));
      this.#post({ type: "runs", folder: engine.uri, changed: known, removed });
    }
    this.#pendingRuns.clear();
  }

  #happened(engine: Engine, event: EngineEvent): void {
    if (event.name === "millrace/output" || event.name === "millrace/sharedChanged") return;
    const runId = event.name === "millrace/logged" ? event.params.runId : event.params.run.id;
    if (!this.#open.some((one) => one.engine === engine && one.runId === runId)) return;
    if (event.name === "millrace/logged") this.#post({ type: "event", folder: engine.uri, event: event.name, params: event.params });
    else this.#post({ type: "event", folder: engine.uri, event: event.name, params: event.params });
  }

  #post(message: HostMessage): void {
    if (this.#isReady) this.#ports.post(message);
  }
}
