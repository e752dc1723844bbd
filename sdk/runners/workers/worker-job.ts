/** One job, from the flow's side: it begins with a worker taken and ends with it free again, or dead. */
import { assertNever } from "../../../core/base/assert-never.ts";
import type { Clock } from "../../../core/base/clock.ts";
import { CrashedError } from "../../../core/protocol/errors.ts";
import { WorkerLost } from "../../run/remote.ts";
import type { CallArguments, CallEnding, CallFacts, FromWorker, ToWorker } from "../../worker/link/messages.ts";
import { packLoosely } from "../../worker/link/pack.ts";
import { unpack } from "../../worker/link/unpack.ts";
import type { OwnerLine } from "./owner-line.ts";

/** How long a reason may come after a death, in milliseconds. */
const patienceMs = 2_000;

export interface JobParts {
  readonly clock: Clock;
  readonly line: OwnerLine;
  /** Settles with the job. */
  readonly done: Promise<unknown>;
  /** Ends the worker, whatever it does. */
  kill(): void;
  /** The id of the worker that has taken the job. */
  onWorker(worker: number): void;
  /** A sentence about how that worker ended, where one is known. */
  howEnded(worker: number): string | null;
}

export type Readiness =
  | { readonly kind: "ready"; readonly worker: number }
  /** `error`: of the module, which cannot be loaded; `null`: it has no such task. */
  | { readonly kind: "unready"; readonly error: { readonly thrown: unknown } | null }
  | { readonly kind: "lost"; readonly lost: WorkerLost };

/** What the worker says that does not concern the job itself. */
export type OtherMessage = Extract<FromWorker, { kind: "log" | "record" | "file" | "flush" | "share" | "unshare" | "start" }>;

interface Waiting {
  resolve(ending: CallEnding): void;
  reject(error: unknown): void;
  onHeard: (() => void) | null;
  readonly onOver: (() => void)[];
}

export class WorkerJob {
  readonly readiness: Promise<Readiness>;
  /** Fulfils once the worker is free again, or dead. */
  readonly over: Promise<void>;
  readonly #parts: JobParts;
  readonly #calls = new Map<number, Waiting>();
  #onReadiness: (readiness: Readiness) => void = () => undefined;
  #onOther: (message: OtherMessage) => void = () => undefined;
  #lost: WorkerLost | null = null;
  #isReleased = false;
  #worker: number | null = null;
  /** What it said of its end, or what it was ended for. */
  #death: { readonly message: string; readonly cause: unknown } | null = null;

  constructor(parts: JobParts) {
    this.#parts = parts;
    this.readiness = new Promise((resolve) => {
      this.#onReadiness = resolve;
    });
    parts.line.listen((message) => this.#hear(message));
    // Its error, if it has one, comes on another way.
    parts.line.onGone(() => {
      if (!this.#isReleased) parts.clock.startTimer(patienceMs, () => this.#die(new Error("it ended by itself")));
    });
    this.over = parts.done.then(
      () => undefined,
      () => undefined,
    );
    parts.done.then(
      () => (this.#isReleased && this.#calls.size === 0) || this.#die(new Error("it ended by itself")),
      (error: unknown) => this.#die(error),
    );
  }

  /** Whether the worker has died. */
  get isLost(): boolean {
    return this.#lost !== null;
  }

  listen(onOther: (message: OtherMessage) => void): void {
    this.#onOther = onOther;
  }

  /** @throws WorkerLost */
  async call(call: number, facts: CallFacts, args: CallArguments): Promise<CallEnding> {
    if (this.#lost !== null) throw this.#lost;
    return await new Promise((resolve, reject) => {
      this.#calls.set(call, { resolve, reject, onHeard: null, onOver: [] });
      try {
        this.send({ kind: "call", call, facts, args });
      } catch (error) {
        this.#calls.delete(call);
        reject(error);
      }
    });
  }

  send(message: ToWorker): void {
    if (this.#lost === null) this.#parts.line.send(message);
  }

  /** Tells a call to stop; calls back once that word has come through. */
  abort(call: number, reason: unknown, onHeard: () => void): void {
    const waiting = this.#calls.get(call);
    if (waiting === undefined) return;
    waiting.onHeard = onHeard;
    this.send({ kind: "abort", call, reason: packLoosely(reason) });
  }

  isCalling(call: number): boolean {
    return this.#calls.has(call);
  }

  /** Fulfils once the call does not go on any more, or the worker is dead. */
  async callOver(call: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const waiting = this.#calls.get(call);
      if (waiting === undefined) resolve();
      else waiting.onOver.push(resolve);
    });
  }

  /** The worker may take another job as soon as the calls that go on in it are done. */
  release(): void {
    if (this.#lost !== null || this.#isReleased) return;
    this.#isReleased = true;
    this.send({ kind: "release" });
  }

  /** Ends the worker and all that goes on in it. */
  end(message: string): void {
    this.#death ??= { message, cause: undefined };
    this.#die(undefined);
  }

  #hear(message: FromWorker): void {
    switch (message.kind) {
      case "ready":
        this.#worker = message.worker;
        this.#parts.onWorker(message.worker);
        return this.#onReadiness(message);
      case "unready":
        this.release();
        return this.#onReadiness({ kind: "unready", error: message.error === null ? null : { thrown: unpack(message.error) } });
      case "ended":
        return this.#settle(message.call, message.ending);
      case "heard":
        return this.#calls.get(message.call)?.onHeard?.();
      case "dying":
        this.#death = { message: message.message, cause: unpack(message.error) };
        return this.#die(undefined);
      case "log":
      case "record":
      case "file":
      case "flush":
      case "share":
      case "unshare":
      case "start":
        return this.#onOther(message);
      default:
        assertNever(message, "message from a worker");
    }
  }

  #settle(call: number, ending: CallEnding): void {
    const waiting = this.#calls.get(call);
    this.#calls.delete(call);
    waiting?.resolve(ending);
    for (const callback of waiting?.onOver ?? []) callback();
  }

  #die(error: unknown): void {
    if (this.#lost !== null) return;
    const how = this.#worker === null ? null : this.#parts.howEnded(this.#worker);
    const { message, cause } = this.#death ?? { message: how ?? `The worker died: ${error instanceof Error ? error.message : String(error)}.`, cause: error };
    const lost = new WorkerLost(new CrashedError(message, cause));
    this.#lost = lost;
    this.#parts.line.close();
    this.#parts.kill();
    this.#onReadiness({ kind: "lost", lost });
    const waiting = [...this.#calls.values()];
    this.#calls.clear();
    for (const { reject, onOver } of waiting) {
      reject(lost);
      for (const callback of onOver) callback();
    }
  }
}
