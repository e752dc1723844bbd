import { assertNever } from "../../../core/base/assert-never.ts";
import type { Json } from "../../../core/states/stored-value.ts";
import type { SharedStore, SlotHold } from "../../../journal/leader/shared-store.ts";
import { findSecret } from "../../secrets/known-secrets.ts";
import type { ShareAsk } from "../../worker/link/messages.ts";
import { packLoosely } from "../../worker/link/pack.ts";
import type { WorkerJob } from "./worker-job.ts";

/** Slots of one job's calls, until it gives them back, or its worker is gone. */
interface Claim {
  readonly stop: AbortController;
  hold: SlotHold | null;
}

/** What a worker wants of the workspace's shared state, asked for in the flow's process: what it holds dies with the job. */
export class SharedAnswers {
  readonly #job: WorkerJob;
  readonly #store: () => SharedStore;
  readonly #claims = new Map<number, Claim>();

  constructor(job: WorkerJob, store: () => SharedStore) {
    this.#job = job;
    this.#store = store;
    void job.over.then(() => {
      for (const request of [...this.#claims.keys()]) this.release(request);
    });
  }

  async answer(request: number, ask: ShareAsk): Promise<void> {
    try {
      const value = await this.#ask(request, ask);
      this.#job.send({ kind: "shared", request, answer: { kind: "given", value } });
    } catch (error) {
      this.#claims.delete(request);
      this.#job.send({ kind: "shared", request, answer: { kind: "failed", error: packLoosely(error) } });
    }
  }

  /** Given back, or no longer waited for. */
  release(request: number): void {
    const claim = this.#claims.get(request);
    this.#claims.delete(request);
    claim?.stop.abort();
    claim?.hold?.release();
  }

  async #ask(request: number, ask: ShareAsk): Promise<Json> {
    const { limits, variables } = this.#store();
    switch (ask.what) {
      case "slots": {
        const claim: Claim = { stop: new AbortController(), hold: null };
        this.#claims.set(request, claim);
        const hold = await limits.acquire(ask.wish, { timeoutMs: ask.timeoutMs ?? undefined, signal: claim.stop.signal });
        if (this.#claims.get(request) !== claim) hold.release();
        claim.hold = hold;
        return hold.missing;
      }
      case "variable":
        return ((await variables.get(ask.name)) ?? null) as Json;
      case "setVariable":
        return (await variables.set(ask.order)) as unknown as Json;
      case "deleteVariable":
        return await variables.delete(ask.name);
      case "secret":
        return findSecret(ask.name) ?? null;
      default:
        assertNever(ask, "wish of a worker");
    }
  }
}
