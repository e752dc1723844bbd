import type { Clock } from "../../core/base/clock.ts";
import { KeyLockedError } from "../../core/protocol/errors.ts";
import type { AcquireOptions, KeyLocks } from "./key-locks.ts";

interface Held {
  readonly holder: string;
  /** From when on it counts no more, in microseconds. */
  readonly untilUs: number;
}

/** Locks of one process, kept in memory. Those who wait are served in turn. */
export class MemoryLocks implements KeyLocks {
  readonly #clock: Clock;
  readonly #held = new Map<string, Held>();
  readonly #waiting = new Map<string, Set<() => void>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async acquire(key: string, holder: string, options: AcquireOptions = {}): Promise<boolean> {
    return await this.#until(key, options.acquireTimeoutMs, options.signal, (held) => {
      if (held !== undefined && held.holder !== holder) return false;
      // At once: whoever else has been woken looks before a promise of this one is passed on.
      const untilUs = options.holdTimeoutMs === undefined ? Number.POSITIVE_INFINITY : this.#clock.nowUs() + options.holdTimeoutMs * 1_000;
      this.#held.set(key, { holder, untilUs });
      return true;
    });
  }

  release(key: string, holder: string): void {
    this.assertWritable(key, holder);
    this.#held.delete(key);
    const waiting = this.#waiting.get(key);
    this.#waiting.delete(key);
    // The first to wake takes the lock, and those behind it wait on.
    for (const wake of waiting ?? []) wake();
  }

  isLocked(key: string): boolean {
    return this.#current(key) !== undefined;
  }

  isLockedBy(key: string, holder: string): boolean {
    return this.#current(key)?.holder === holder;
  }

  holderHere(key: string): string | null {
    return this.#current(key)?.holder ?? null;
  }

  async whenFree(key: string, timeoutMs?: number): Promise<boolean> {
    return await this.#until(key, timeoutMs, undefined, (held) => held === undefined);
  }

  /** @throws KeyLockedError when another than `holder` has the key. */
  assertWritable(key: string, holder: string | undefined): void {
    const held = this.#current(key);
    if (held !== undefined && held.holder !== holder) throw new KeyLockedError(key, held.holder);
  }

  #current(key: string): Held | undefined {
    const held = this.#held.get(key);
    if (held === undefined || held.untilUs > this.#clock.nowUs()) return held;
    this.#held.delete(key);
    return undefined;
  }

  /** False: the time was over, or the signal fired. */
  async #until(
    key: string,
    timeoutMs: number | undefined,
    signal: AbortSignal | undefined,
    isReached: (held: Held | undefined) => boolean,
  ): Promise<boolean> {
    const endUs = timeoutMs === undefined ? Number.POSITIVE_INFINITY : this.#clock.nowUs() + timeoutMs * 1_000;
    for (;;) {
      if (signal?.aborted === true) return false;
      const held = this.#current(key);
      if (isReached(held)) return true;
      const leftUs = Math.min(endUs, held?.untilUs ?? endUs) - this.#clock.nowUs();
      if (endUs <= this.#clock.nowUs()) return false;
      await this.#change(key, Number.isFinite(leftUs) ? leftUs / 1_000 : undefined, signal);
    }
  }

  /** The lock is released, the time is over, or the signal fires. */
  #change(key: string, timeoutMs: number | undefined, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(key) ?? new Set();
      this.#waiting.set(key, waiting);
      const wake = (): void => {
        timer?.cancel();
        signal?.removeEventListener("abort", wake);
        waiting.delete(wake);
        resolve();
      };
      const timer = timeoutMs === undefined ? null : this.#clock.startTimer(timeoutMs, wake);
      signal?.addEventListener("abort", wake);
      waiting.add(wake);
    });
  }
}
