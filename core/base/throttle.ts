import type { Clock, Timer } from "./clock.ts";

/** Calls back at once when called, then at most once a period; the last call of a burst is never lost. */
export class Throttle {
  readonly #startTimer: Clock["startTimer"];
  readonly #periodMs: number;
  readonly #callback: () => void;
  #timer: Timer | undefined;
  #isWanted = false;

  constructor(startTimer: Clock["startTimer"], periodMs: number, callback: () => void) {
    this.#startTimer = startTimer;
    this.#periodMs = periodMs;
    this.#callback = callback;
  }

  call(): void {
    this.#isWanted = true;
    if (this.#timer === undefined) this.#tick();
  }

  cancel(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #tick(): void {
    this.#timer = undefined;
    if (!this.#isWanted) return;
    this.#isWanted = false;
    this.#timer = this.#startTimer(this.#periodMs, () => this.#tick());
    this.#callback();
  }
}
