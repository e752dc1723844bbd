import type { Clock } from "../../core/base/clock.ts";

/** A clock that moves when it is told to. */
export class HandClock implements Clock {
  #nowMs = 0;
  readonly #timers = new Map<symbol, { readonly at: number; readonly callback: () => void }>();

  get pending(): number {
    return this.#timers.size;
  }

  nowUs(): number {
    return this.#nowMs * 1_000;
  }

  startTimer(delayMs: number, callback: () => void): { cancel(): void } {
    const key = Symbol();
    this.#timers.set(key, { at: this.#nowMs + delayMs, callback });
    return { cancel: () => void this.#timers.delete(key) };
  }

  advance(ms: number): void {
    const end = this.#nowMs + ms;
    for (;;) {
      const [next] = [...this.#timers].filter(([, timer]) => timer.at <= end).sort(([, a], [, b]) => a.at - b.at);
      if (next === undefined) break;
      this.#timers.delete(next[0]);
      this.#nowMs = next[1].at;
      next[1].callback();
    }
    this.#nowMs = end;
  }
}
