/** A transport whose host is the test: what the view posted is read, what the host says is sent. */
import type { EditorRequests } from "../../core/protocol/editor-api.ts";
import type { HostMessage, Transport, ViewMessage, ViewMethod } from "../../core/protocol/view-api.ts";

type Answers = { readonly [Method in ViewMethod]?: (params: EditorRequests[Method]["params"]) => unknown };

export class TestTransport implements Transport {
  readonly posted: ViewMessage[] = [];
  saved: unknown;
  readonly #answers: Answers;
  readonly #listeners = new Set<(message: HostMessage) => void>();

  constructor(answers: Answers = {}, saved?: unknown) {
    this.#answers = answers;
    this.saved = saved;
  }

  post(message: ViewMessage): void {
    this.posted.push(message);
    if (message.type !== "request") return;
    const answer = this.#answers[message.method] as ((params: unknown) => unknown) | undefined;
    if (answer === undefined) return;
    void Promise.resolve().then(() => this.send({ type: "response", id: message.id, result: answer(message.params) }));
  }

  onMessage(listener: (message: HostMessage) => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  loadState(): unknown {
    return this.saved;
  }

  saveState(state: unknown): void {
    this.saved = state;
  }

  send(message: HostMessage): void {
    for (const listener of this.#listeners) listener(message);
  }

  /** Requests so far, as `method` or `method key`. */
  requests(): string[] {
    return this.posted.flatMap((message) => (message.type === "request" ? [message.method.replace("millrace/", "")] : []));
  }
}

/** Lets everything that is waiting for an answer have it. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
