import type { Clock, Timer } from "../core/base/clock.ts";

interface FakeTimer {
  readonly atUs: number;
  readonly order: number;
  readonly callback: () => void;
}

/** A clock that stands still until it is moved. */
export class FakeClock implements Clock {
  #nowUs: number;
  #order = 0;
  readonly #timers = new Set<FakeTimer>();

  constructor(startUs: number) {
    this.#nowUs = startUs;
  }

  nowUs(): number {
    return this.#nowUs;
  }

  startTimer(delayMs: number, callback: () => void): Timer {
    const timer = { atUs: this.#nowUs + Math.round(delayMs * 1_000), order: this.#order, callback };
    this.#order += 1;
    this.#timers.add(timer);
    return { cancel: () => void this.#timers.delete(timer) };
  }

  /** When the next timer is due; `undefined` when there is none. */
  get nextUs(): number | undefined {
    return this.#next()?.atUs;
  }

  /** Moves to the next timer and fires it. */
  fireNext(): void {
    const timer = this.#next();
    if (timer === undefined) return;
    this.#timers.delete(timer);
    this.#nowUs = Math.max(this.#nowUs, timer.atUs);
    timer.callback();
  }

  /** Moves on without passing a timer. */
  moveTo(us: number): void {
    this.#nowUs = Math.max(this.#nowUs, us);
  }

  #next(): FakeTimer | undefined {
    let next: FakeTimer | undefined;
    for (const timer of this.#timers) {
      if (next === undefined || timer.atUs < next.atUs || (timer.atUs === next.atUs && timer.order < next.order)) next = timer;
    }
    return next;
  }
}
