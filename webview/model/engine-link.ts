/**
 * Requests of a view to the engines of its folders, over the transport.
 *
 * L1. Each request is settled: by its answer, or as `outOfTouch` when its folder's engine goes.
 */
import type { EditorRequests, EngineFailure } from "../../core/protocol/editor-api.ts";
import type { HostMessage, Transport, ViewMethod } from "../../core/protocol/view-api.ts";

/** Why a request came to nothing. */
export class RequestFailed extends Error {
  override readonly name = "RequestFailed";
  readonly failure: EngineFailure;

  constructor(failure: EngineFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

interface Waiting {
  readonly folder: string;
  readonly resolve: (result: unknown) => void;
  readonly reject: (failure: RequestFailed) => void;
}

const outOfTouch: EngineFailure = {
  code: "ENGINE_GONE",
  message: "The engine of this folder went away before it answered.",
  hint: "It is started again by itself; what is shown is then read anew.",
};

export class EngineLink {
  readonly #transport: Transport;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  request<Method extends ViewMethod>(folder: string, method: Method, params: EditorRequests[Method]["params"]): Promise<EditorRequests[Method]["result"]> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      // The protocol pairs the method with its result; the host answers with what the engine said.
      this.#waiting.set(id, { folder, resolve: (result) => resolve(result as EditorRequests[Method]["result"]), reject });
      this.#transport.post({ type: "request", id, folder, method, params } as Parameters<Transport["post"]>[0]);
    });
  }

  receive(message: Extract<HostMessage, { readonly type: "response" | "failed" }>): void {
    const waiting = this.#waiting.get(message.id);
    if (waiting === undefined) return;
    this.#waiting.delete(message.id);
    if (message.type === "response") waiting.resolve(message.result);
    else waiting.reject(new RequestFailed(message.failure));
  }

  /** The engine of a folder is gone; it will not answer what it was asked. */
  forget(folder: string): void {
    for (const [id, waiting] of this.#waiting) {
      if (waiting.folder !== folder) continue;
      this.#waiting.delete(id);
      waiting.reject(new RequestFailed(outOfTouch));
    }
  }
}

/** What to tell people of something that was thrown. */
export function failureOf(thrown: unknown): EngineFailure {
  if (thrown instanceof RequestFailed) return thrown.failure;
  return { code: "VIEW", message: thrown instanceof Error ? thrown.message : String(thrown), hint: null };
}

export function isOutOfTouch(failure: EngineFailure): boolean {
  return failure.code === outOfTouch.code;
}
