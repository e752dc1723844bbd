import type { Clock, Timer } from "../../core/base/clock.ts";

/** Time that may be used up with rests in between. */
export class Allowance {
  readonly #clock: Clock;
  readonly #onOver: () => void;
  #leftMs: number;
  #startedUs = 0;
  #timer: Timer | null = null;

  constructor(clock: Clock, timeoutMs: number, onOver: () => void) {
    this.#clock = clock;
    this.#leftMs = timeoutMs;
    this.#onOver = onOver;
  }

  start(): void {
    if (this.#timer !== null) return;
    this.#startedUs = this.#clock.nowUs();
    this.#timer = this.#clock.startTimer(this.#leftMs, this.#onOver);
  }

  stop(): void {
    if (this.#timer === null) return;
    this.#timer.cancel();
    this.#timer = null;
    this.#leftMs = Math.max(0, this.#leftMs - (this.#clock.nowUs() - this.#startedUs) / 1_000);
  }
}
