import type { VariableDocument } from "../../core/protocol/shared-document.ts";
import type { Json } from "../../core/states/stored-value.ts";
import { CancelledError } from "../../core/protocol/errors.ts";
import type { SharedLimits, SharedStore, SharedVariables } from "../../journal/leader/shared-store.ts";
import type { ShareAnswer, ShareAsk } from "./link/messages.ts";
import { unpack } from "./link/unpack.ts";
import type { WorkerLine } from "./worker-line.ts";

interface Pending {
  resolve(value: Json): void;
  reject(error: unknown): void;
}

/** What the workspace's runs share, by way of the flow's process: it asks, holds, and gives back what a dead worker held. */
export class LinkShared implements SharedStore {
  readonly limits: SharedLimits;
  readonly variables: SharedVariables;
  readonly #line: WorkerLine;
  readonly #pending = new Map<number, Pending>();
  #lastRequest = 0;

  constructor(line: WorkerLine) {
    this.#line = line;
    this.limits = {
      exists: notHere,
      existedLately: notHere,
      list: notHere,
      set: notHere,
      delete: notHere,
      acquire: async (wish, { timeoutMs, signal }) => {
        const { request, answer } = this.#ask({ what: "slots", wish, timeoutMs: timeoutMs ?? null });
        const stop = (): void => {
          this.#line.send({ kind: "unshare", request });
          const reason: unknown = signal?.reason;
          this.#pending.get(request)?.reject(reason instanceof Error ? reason : new CancelledError());
        };
        if (signal?.aborted === true) stop();
        signal?.addEventListener("abort", stop, { once: true });
        try {
          const missing = (await answer) as readonly string[];
          return { missing, release: () => this.#line.send({ kind: "unshare", request }) };
        } finally {
          signal?.removeEventListener("abort", stop);
        }
      },
    };
    this.variables = {
      get: async (name) => ((await this.#ask({ what: "variable", name }).answer) ?? undefined) as VariableDocument | undefined,
      list: notHere,
      set: async (order) => (await this.#ask({ what: "setVariable", order }).answer) as unknown as VariableDocument,
      delete: async (name) => (await this.#ask({ what: "deleteVariable", name }).answer) === true,
    };
  }

  async secret(name: string): Promise<string | null> {
    return (await this.#ask({ what: "secret", name }).answer) as string | null;
  }

  /** The flow's process has answered. */
  settle(request: number, answer: ShareAnswer): void {
    const pending = this.#pending.get(request);
    this.#pending.delete(request);
    if (answer.kind === "given") pending?.resolve(answer.value);
    else pending?.reject(unpack(answer.error));
  }

  close(): void {
    for (const { reject } of this.#pending.values()) reject(new CancelledError());
    this.#pending.clear();
  }

  #ask(ask: ShareAsk): { readonly request: number; readonly answer: Promise<Json> } {
    this.#lastRequest += 1;
    const request = this.#lastRequest;
    const answer = new Promise<Json>((resolve, reject) => {
      this.#pending.set(request, { resolve, reject });
    });
    this.#line.send({ kind: "share", request, ask });
    return { request, answer };
  }
}

/** The process that owns the run decides what a task run needs; people set limits from elsewhere. */
function notHere(): never {
  throw new TypeError("Limits are looked at in a worker. This is a bug in Millrace.");
}
