/**
 * The editor's end of the line to one engine: keeps its mirror, starts it again when it has died, holds back what is asked
 * of it while it comes up.
 *
 * L1. Each start has a connection of its own; a death is seen once, and `restartDelay` says what follows.
 * L2. Requests wait for an engine that is coming up, and fail at once when it is not going to.
 * L3. What the mirror holds outlives the engine: lists and lenses stay while it is started again.
 */
import type { Clock, Timer } from "../base/clock.ts";
import { Emitter } from "../base/emitter.ts";
import { MillraceError } from "../base/millrace-error.ts";
import type { EditorEvents, EditorRequests, EngineChange, EngineSettings } from "./editor-api.ts";
import { EngineMirror, type MirrorChange } from "./engine-mirror.ts";
import { restartDelay } from "./restart-policy.ts";
import type { EngineStatus } from "./view-api.ts";

const answerTimeoutMs = 60_000;

/** What an engine says beside its changes. */
export const eventNames = ["millrace/pictureChanged", "millrace/logged", "millrace/output", "millrace/sharedChanged"] as const;

export type EngineEvent = { readonly [Name in (typeof eventNames)[number]]: { readonly name: Name; readonly params: EditorEvents[Name] } }[(typeof eventNames)[number]];

export type EngineNews =
  | { readonly kind: "changed"; readonly change: MirrorChange }
  | { readonly kind: "status" }
  /** A run of a flow has been ordered, or its order carried out. */
  | { readonly kind: "ordered"; readonly flowId: string; readonly isDone: boolean }
  | { readonly kind: "event"; readonly event: EngineEvent };

/** A process that speaks the engine's protocol. */
export interface EngineConnection {
  request(method: keyof EditorRequests, params: unknown): Promise<unknown>;
  /** Ends it, by force when it does not end by itself. */
  close(): Promise<void>;
}

export interface EngineListener {
  changed(change: EngineChange): void;
  happened(event: EngineEvent): void;
  /** The process has ended, or the connection to it. */
  died(): void;
}

export interface EnginePorts {
  readonly clock: Clock;
  readonly settings: () => EngineSettings;
  readonly log: (level: "debug" | "warn" | "error", message: string, cause?: unknown) => void;
  /** Starts a process, and answers when it can be asked. @throws when it does not start. */
  connect(listener: EngineListener): Promise<EngineConnection>;
  /** It has died so often that it is not started again. */
  gaveUp(): void;
}

/** VS Code draws a changed lens half a second late at best. */
const sameClickUs = 600_000;

export class EngineLink {
  /** URI of the workspace folder. */
  readonly uri: string;
  readonly name: string;
  readonly mirror = new EngineMirror();
  readonly #news = new Emitter<EngineNews>();
  readonly onNews = this.#news.on;
  readonly #ports: EnginePorts;
  /** Orders under way, by flow. */
  readonly #orders = new Map<string, number>();
  readonly #clickedAt = new Map<string, number>();
  #status: EngineStatus = "starting";
  #connection: EngineConnection | undefined;
  /** Counts starts, so that what an earlier process says is told apart (L1). */
  #start = 0;
  #deaths: number[] = [];
  #pendingStart: Timer | undefined;

  constructor(folder: { readonly uri: string; readonly name: string }, ports: EnginePorts) {
    this.uri = folder.uri;
    this.name = folder.name;
    this.#ports = ports;
  }

  get status(): EngineStatus {
    return this.#status;
  }

  /** How many flows have been ordered whose run does not exist yet. */
  get orders(): number {
    return this.#orders.size;
  }

  isOrdered(flowId: string): boolean {
    return this.#orders.has(flowId);
  }

  /** False for a second click on the same flow before its lens can have changed. */
  takeClick(flowId: string): boolean {
    const now = this.#ports.clock.nowUs();
    const isSame = now - (this.#clickedAt.get(flowId) ?? -Infinity) < sameClickUs;
    if (!isSame) this.#clickedAt.set(flowId, now);
    return !isSame;
  }

  async start(): Promise<void> {
    this.#pendingStart?.cancel();
    this.#setStatus("starting");
    this.#start += 1;
    const start = this.#start;
    const ifCurrent = (act: () => void): void => {
      if (this.#start === start) act();
    };
    const listener: EngineListener = {
      changed: (change) => ifCurrent(() => this.#apply(change)),
      happened: (event) => ifCurrent(() => this.#news.fire({ kind: "event", event })),
      died: () => ifCurrent(() => this.#died()),
    };
    try {
      const connection = await this.#ports.connect(listener);
      if (this.#start !== start) return await connection.close();
      this.#connection = connection;
      await this.#takeSnapshot(connection);
      ifCurrent(() => this.#setStatus("running"));
    } catch (error) {
      ifCurrent(() => {
        this.#ports.log("error", `The engine of ${this.name} did not start.`, error);
        this.#died();
      });
    }
  }

  async restart(): Promise<void> {
    this.#deaths = [];
    await this.stop();
    await this.start();
  }

  async stop(): Promise<void> {
    this.#pendingStart?.cancel();
    this.#start += 1;
    const connection = this.#connection;
    this.#connection = undefined;
    this.#setStatus("stopped");
    await connection?.close();
  }

  async request<Method extends keyof EditorRequests>(method: Method, params: EditorRequests[Method]["params"]): Promise<EditorRequests[Method]["result"]> {
    const connection = await this.#running();
    let timer: Timer | undefined;
    const late = new Promise<never>((_, reject) => {
      const message = `The engine of ${this.name} has not answered for ${answerTimeoutMs / 1_000} s.`;
      timer = this.#ports.clock.startTimer(answerTimeoutMs, () => reject(new MillraceError("MILLRACE_ENGINE_UNAVAILABLE", message)));
    });
    try {
      return (await Promise.race([connection.request(method, params), late])) as EditorRequests[Method]["result"];
    } finally {
      timer?.cancel();
    }
  }

  /** Settings or trust may have changed. */
  async configure(): Promise<void> {
    if (this.#status === "running") await this.request("millrace/configure", this.#ports.settings());
  }

  /** While an order is carried out its flow shows that something happens. */
  async order<Result>(flowId: string | null, carryOut: () => Promise<Result>): Promise<Result> {
    if (flowId === null) return await carryOut();
    this.#count(flowId, 1);
    try {
      return await carryOut();
    } finally {
      this.#count(flowId, -1);
    }
  }

  /** Takes over what an earlier session knew. */
  remember(remembered: Parameters<EngineMirror["remember"]>[0]): void {
    this.#news.fire({ kind: "changed", change: this.mirror.remember(remembered) });
  }

  #count(flowId: string, by: number): void {
    const orders = (this.#orders.get(flowId) ?? 0) + by;
    if (orders === 0) this.#orders.delete(flowId);
    else this.#orders.set(flowId, orders);
    this.#news.fire({ kind: "ordered", flowId, isDone: by < 0 });
  }

  async #running(): Promise<EngineConnection> {
    while (this.#status === "starting") {
      await new Promise<void>((resolve) => {
        const listening = this.onNews(({ kind }) => {
          if (kind !== "status") return;
          listening.dispose();
          resolve();
        });
      });
    }
    if (this.#connection === undefined) throw new MillraceError("MILLRACE_ENGINE_UNAVAILABLE", `The engine of ${this.name} is not running.`, { hint: "Restart it." });
    return this.#connection;
  }

  #died(): void {
    this.#start += 1;
    this.#connection = undefined;
    this.mirror.forgetRevision();
    this.#deaths.push(Math.floor(this.#ports.clock.nowUs() / 1_000));
    const delayMs = restartDelay(this.#deaths);
    if (delayMs === undefined) {
      this.#setStatus("stopped");
      this.#ports.gaveUp();
      return;
    }
    this.#ports.log("warn", `The engine of ${this.name} has ended and is started again in ${delayMs} ms.`);
    this.#setStatus("starting");
    this.#pendingStart = this.#ports.clock.startTimer(delayMs, () => void this.start());
  }

  #apply(change: EngineChange): void {
    const applied = this.mirror.apply(change);
    if (applied !== undefined) this.#news.fire({ kind: "changed", change: applied });
    else if (this.#connection !== undefined && this.#status === "running") {
      this.#takeSnapshot(this.#connection).catch((error: unknown) => this.#ports.log("error", "The engine's state could not be read.", error));
    }
  }

  async #takeSnapshot(connection: EngineConnection): Promise<void> {
    const snapshot = (await connection.request("millrace/snapshot", {})) as EditorRequests["millrace/snapshot"]["result"];
    this.#news.fire({ kind: "changed", change: this.mirror.replace(snapshot) });
  }

  #setStatus(status: EngineStatus): void {
    if (this.#status === status) return;
    this.#status = status;
    this.#news.fire({ kind: "status" });
  }
}
