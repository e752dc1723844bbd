import { AsyncResource } from "node:async_hooks";
import { type ItemRequest, ItemStream } from "./item-stream.ts";

/** Starts the run behind the items. Fulfils with the function's return value, rejects with the run's error. */
export type StartRun = (stream: ItemStream) => PromiseLike<unknown>;

/**
 * What a call of a generator task or flow gives. As with any async generator nothing happens before the first item is
 * asked for; the run belongs to where the call was made, whoever asks.
 */
export function generate(start: StartRun): AsyncGenerator<unknown, unknown, unknown> {
  return deliver(new Items(start));
}

/** A real async generator around it: requests queue up, and after an error there is nothing more. */
async function* deliver(items: Items): AsyncGenerator<unknown, unknown, unknown> {
  return yield* items;
}

/** Runs it to its end, with nobody to take its items: they are recorded. */
export async function drain(stream: ItemStream): Promise<void> {
  for (;;) {
    const { done } = await stream.ask({ kind: "next", value: undefined });
    if (done === true) return;
  }
}

class Items implements AsyncIterable<unknown, unknown, unknown>, AsyncIterator<unknown, unknown, unknown> {
  readonly #start: StartRun;
  /** The call's surroundings: its flow, its tags, and whatever else follows the code. */
  readonly #scope = new AsyncResource("millrace.generator");
  #stream: ItemStream | null = null;

  constructor(start: StartRun) {
    this.#start = start;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(value?: unknown): Promise<IteratorResult<unknown, unknown>> {
    return this.#ask({ kind: "next", value });
  }

  return(value?: unknown): Promise<IteratorResult<unknown, unknown>> {
    return this.#ask({ kind: "return", value });
  }

  throw(error?: unknown): Promise<IteratorResult<unknown, unknown>> {
    return this.#ask({ kind: "throw", error });
  }

  async #ask(request: ItemRequest): Promise<IteratorResult<unknown, unknown>> {
    this.#stream ??= this.#begin();
    return await this.#stream.ask(request);
  }

  #begin(): ItemStream {
    const stream = new ItemStream();
    const ended = this.#scope.runInAsyncScope(() => this.#start(stream));
    ended.then(
      (value) => stream.finish(value),
      (error: unknown) => stream.fail(error),
    );
    return stream;
  }
}
