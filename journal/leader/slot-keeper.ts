import type { Clock, Timer } from "../../core/base/clock.ts";
import { formatSeconds } from "../../core/base/duration.ts";
import { assertNever } from "../../core/base/assert-never.ts";
import { CancelledError, ConcurrencySlotError, ConcurrencyTimeoutError } from "../../core/protocol/errors.ts";
import type { HeldSlots, SlotAnswer, SlotRequest } from "../../core/limits/slots.ts";
import type { AcquireSlots, SlotHold } from "./shared-store.ts";

/** Who decides about slots: a leader, or a book in this process. */
export interface SlotDesk {
  /** `since`: the place in the queue that an earlier leader gave. */
  ask(request: SlotRequest, since: number | null): Promise<SlotAnswer>;
  release(token: string): void;
  /** Whether anything is waited for. */
  onWaits?(isWaiting: boolean): void;
}

/** Longest for whoever decides to say whether there is room, beyond a timeout: it may have to be started first. In milliseconds. */
const answersInMs = 10_000;

/** A request from here that has not been given back. */
interface Wish {
  readonly request: SlotRequest;
  readonly options: AcquireSlots;
  missing: readonly string[];
  /** Its place in the queue; `null` before it has one. */
  since: number | null;
  isHeld: boolean;
  /** Its time is over: it takes what is free, and waits no longer. */
  isOverdue: boolean;
  settle(error: Error | null): void;
}

/** What this process has asked for: who waits, who holds. */
export class SlotKeeper {
  readonly #desk: SlotDesk;
  readonly #clock: Clock;
  readonly #wishes = new Map<string, Wish>();
  #waiting = 0;

  constructor(desk: SlotDesk, clock: Clock) {
    this.#desk = desk;
    this.#clock = clock;
  }

  get isLive(): boolean {
    return this.#wishes.size > 0;
  }

  held(): readonly HeldSlots[] {
    return [...this.#wishes.values()].flatMap(({ isHeld, request, missing, since }) => {
      const { token, names, occupy, holder, mode } = request;
      if (!isHeld || mode === "rate") return [];
      return [{ token, names: names.filter((name) => !missing.includes(name)), occupy, holder, since: since ?? this.#clock.nowUs() }];
    });
  }

  async acquire(request: SlotRequest, options: AcquireSlots): Promise<SlotHold> {
    const { signal, timeoutMs } = options;
    if (signal?.aborted === true) throw stopped(signal);
    const { promise, settle } = settled();
    const wish: Wish = { request, options, missing: [], since: null, isHeld: false, isOverdue: false, settle };
    this.#wishes.set(request.token, wish);
    this.#count(1);
    const endWait = timeoutMs === undefined ? (): void => undefined : this.#limitWait(wish, timeoutMs);
    const stop = (): void => settle(stopped(signal));
    signal?.addEventListener("abort", stop, { once: true });
    void this.#ask(wish);
    try {
      await promise;
    } catch (error) {
      this.#giveBack(request.token);
      throw error;
    } finally {
      this.#count(-1);
      endWait();
      signal?.removeEventListener("abort", stop);
    }
    // A rate is used up: there is nothing to give back.
    if (request.mode === "rate") this.#wishes.delete(request.token);
    return { missing: wish.missing, release: () => this.#giveBack(request.token) };
  }

  decided(token: string, refusal: string | null): void {
    const wish = this.#wishes.get(token);
    if (wish === undefined || wish.isHeld) return;
    if (refusal !== null) return wish.settle(new ConcurrencySlotError(refusal));
    this.#hold(wish);
  }

  /** Another leader: what has not been decided is asked again. */
  askAgain(): void {
    for (const wish of this.#wishes.values()) if (!wish.isHeld && wish.since !== null) void this.#ask(wish);
  }

  fail(error: Error): void {
    for (const wish of this.#wishes.values()) if (!wish.isHeld) wish.settle(error);
  }

  releaseAll(): void {
    for (const [token, wish] of this.#wishes) {
      if (!wish.isHeld) wish.settle(new CancelledError());
      this.#giveBack(token);
    }
  }

  /** Waiting is what comes after the answer that there is no room: what is free is had, however long it takes to ask for it. */
  #limitWait(wish: Wish, timeoutMs: number): () => void {
    const giveUp = (): void => wish.settle(timedOut(wish));
    const expire = (): Timer => {
      wish.isOverdue = true;
      if (wish.since !== null) giveUp();
      return this.#clock.startTimer(answersInMs, giveUp);
    };
    let timer = timeoutMs === 0 ? expire() : this.#clock.startTimer(timeoutMs, () => (timer = expire()));
    return () => timer.cancel();
  }

  async #ask(wish: Wish): Promise<void> {
    let answer: SlotAnswer;
    try {
      answer = await this.#desk.ask(wish.request, wish.since);
    } catch (error) {
      return wish.settle(error instanceof Error ? error : new Error(String(error)));
    }
    if (wish.isHeld) return;
    switch (answer.kind) {
      case "granted":
        wish.missing = answer.missing;
        return this.#hold(wish);
      case "waits":
        wish.missing = answer.missing;
        wish.since = answer.since;
        if (wish.isOverdue) return wish.settle(timedOut(wish));
        return wish.options.onWaiting?.(answer.why);
      case "refused":
        return wish.settle(new ConcurrencySlotError(answer.message));
      default:
        assertNever(answer, "answer of a leader");
    }
  }

  /** One that has been given up in the meantime is not in the list any more, and its slots are given back. */
  #hold(wish: Wish): void {
    if (this.#wishes.get(wish.request.token) !== wish) return this.#desk.release(wish.request.token);
    wish.isHeld = true;
    wish.since = this.#clock.nowUs();
    wish.settle(null);
  }

  #giveBack(token: string): void {
    if (!this.#wishes.delete(token)) return;
    this.#desk.release(token);
  }

  #count(change: number): void {
    this.#waiting += change;
    this.#desk.onWaits?.(this.#waiting > 0);
  }
}

function timedOut({ request, options }: Wish): ConcurrencyTimeoutError {
  return new ConcurrencyTimeoutError(request.names, formatSeconds(options.timeoutMs ?? 0));
}

function stopped(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  return reason instanceof Error && "code" in reason && reason.code === "MILLRACE_CANCELLED" ? reason : new CancelledError();
}

function settled(): { readonly promise: Promise<void>; settle(error: Error | null): void } {
  let settle: (error: Error | null) => void = () => undefined;
  const promise = new Promise<void>((resolve, reject) => {
    settle = (error) => (error === null ? resolve() : reject(error));
  });
  return { promise, settle };
}
