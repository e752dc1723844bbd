/**
 * Where a generator run and whoever takes its items meet.
 *
 * I1. Back pressure: the function goes on only when an item has been asked for, one at a time.
 * I2. An item is in the file before it is given (J3).
 * I3. One request is open at most (the async generator around this queues them). It outlives an attempt: the next one
 *     answers it.
 * I4. A run whose function rests at a `yield` keeps nobody waiting: a flow that has nothing else to wait for leaves it.
 */
import type { ItemView } from "../../../core/records/run-view.ts";

/** What an async generator can be asked for. */
export type ItemRequest =
  | { readonly kind: "next"; readonly value: unknown }
  | { readonly kind: "return"; readonly value: unknown }
  | { readonly kind: "throw"; readonly error: unknown };

/** Where streams are listed while their functions rest (I4). */
export interface RestingPlace {
  rest(stream: ItemStream): void;
  wake(stream: ItemStream): void;
}

/** The run that gives the items, as far as the stream goes. */
export interface ItemSource {
  readonly restingPlace: RestingPlace;
  /** Records an item and calls back once it is in the file. @throws StoreUnwritableError */
  record(value: unknown, whenWritten: () => void): void;
  /** Records that nobody asks for more. */
  recordLeft(): void;
}

interface OpenRequest {
  readonly request: ItemRequest;
  resolve(result: IteratorResult<unknown, unknown>): void;
  reject(error: unknown): void;
}

export class ItemStream {
  /** Set before the function is first called. */
  source: ItemSource | null = null;
  /** Items that are recorded and not given: whoever asks has had them, from the record of an earlier attempt. */
  hadBefore = 0;
  /** Whether it has been said that an item cannot be recorded; once is enough. */
  hasWarned = false;
  #open: OpenRequest | null = null;
  #function: ((request: ItemRequest) => void) | null = null;
  #isOver = false;
  #isLeft = false;

  /** Whether whoever asked has left, or has thrown into the function: then a failure is not tried again. */
  get isTurnedDown(): boolean {
    return this.#isLeft || (this.#open !== null && this.#open.request.kind !== "next");
  }

  /** The next item, or the end. Rejects with the run's error. */
  ask(request: ItemRequest): Promise<IteratorResult<unknown, unknown>> {
    if (this.#isOver) return request.kind === "throw" ? Promise.reject(request.error) : Promise.resolve({ done: true, value: undefined });
    if (request.kind === "return") this.#leave();
    return new Promise((resolve, reject) => {
      this.#open = { request, resolve, reject };
      this.#wake(request);
    });
  }

  /** Nobody is going to ask any more: the function ends where it rests. */
  leave(): void {
    this.#leave();
    this.#wake({ kind: "return", value: undefined });
  }

  /** What is asked for, once something is. `onRest`: called when the function has to wait for that. */
  nextRequest(onRest?: () => void): Promise<ItemRequest> {
    if (this.#open !== null) return Promise.resolve(this.#open.request);
    if (this.#isOver) return Promise.resolve({ kind: "return", value: undefined });
    onRest?.();
    return new Promise((resolve) => {
      this.#function = resolve;
      this.source?.restingPlace.rest(this);
    });
  }

  /** Gives an item of the function. False: it had been seen before, so that the next one is wanted. @throws StoreUnwritableError: it is asked for as before */
  emit(value: unknown): boolean {
    if (this.hadBefore > 0) {
      this.hadBefore -= 1;
      this.source?.record(value, () => undefined);
      return false;
    }
    const open = this.#open;
    this.source?.record(value, () => open?.resolve({ done: false, value }));
    this.#open = null;
    return true;
  }

  /** Gives an item that is recorded already. */
  replay(value: unknown): void {
    this.#open?.resolve({ done: false, value });
    this.#open = null;
  }

  /** The run has completed: its function's return value, or what it was left with. */
  finish(value: unknown): void {
    this.#end()?.resolve({ done: true, value });
  }

  fail(error: unknown): void {
    this.#end()?.reject(error);
  }

  #end(): OpenRequest | null {
    const open = this.#open;
    this.#open = null;
    this.#isOver = true;
    // So that a function which rests can clean up, though what it still gives is dropped.
    this.#wake({ kind: "return", value: undefined });
    return open;
  }

  #leave(): void {
    if (this.#isLeft || this.#isOver) return;
    this.#isLeft = true;
    this.source?.recordLeft();
  }

  #wake(request: ItemRequest): void {
    const waiting = this.#function;
    if (waiting === null) return;
    this.#function = null;
    this.source?.restingPlace.wake(this);
    waiting(request);
  }
}

/** How a replay ended: the record told all there was, or more is asked for than it holds. */
export type ReplayEnd = "told" | "wantsMore";

/** Gives the items of an earlier attempt from their record, as they are asked for. */
export async function replayItems(stream: ItemStream, items: readonly ItemView[], decode: (item: ItemView) => unknown): Promise<ReplayEnd> {
  for (const item of items) {
    const request = await stream.nextRequest();
    if (request.kind !== "next") return turnedDown(stream, request);
    stream.replay(decode(item));
  }
  const request = await stream.nextRequest();
  return request.kind === "next" ? "wantsMore" : turnedDown(stream, request);
}

/** There is no function that could answer. */
function turnedDown(stream: ItemStream, request: Exclude<ItemRequest, { kind: "next" }>): ReplayEnd {
  if (request.kind === "return") stream.finish(request.value);
  else stream.fail(request.error);
  return "told";
}
