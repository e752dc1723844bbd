import type { Clock } from "../../../core/base/clock.ts";

/** Spaces out what is told, the first at once. */
export class Pace {
  readonly #clock: Clock;
  readonly #gapMs: number;
  readonly #tell: () => void;
  #isResting = false;
  #isDue = false;

  constructor(clock: Clock, gapMs: number, tell: () => void) {
    this.#clock = clock;
    this.#gapMs = gapMs;
    this.#tell = tell;
  }

  /** There is something to tell. */
  soon(): void {
    if (this.#isResting) {
      this.#isDue = true;
      return;
    }
    this.#isResting = true;
    this.#clock.startTimer(this.#gapMs, () => {
      this.#isResting = false;
      if (!this.#isDue) return;
      this.#isDue = false;
      this.soon();
    });
    this.#tell();
  }
}
