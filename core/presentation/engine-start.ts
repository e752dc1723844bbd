/**
 * When the engines of a window are started: behind its first lenses. Starting one loads the language client in the editor's own
 * thread, and then a process and the compiler, all in the moment in which VS Code asks for lenses and draws them. Where there is
 * nothing to draw from memory there is nothing to wait for.
 */
import type { Clock, Timer } from "../base/clock.ts";

/** VS Code asks 375 ms behind the registration at best, and seconds behind it when a machine is busy. */
const askedMs = 4_000;
/** It draws at once then, unless another extension registers a provider meanwhile: then it asks again, as long behind that. */
const drawnMs = 400;
const mostPutOff = 4;

export class EngineStart {
  readonly #clock: Clock;
  readonly #start: () => void;
  #next: Timer | undefined;
  #isAsked = false;
  #putOff = 0;

  /** @param start called once */
  constructor(clock: Clock, start: () => void) {
    this.#clock = clock;
    this.#start = start;
  }

  /** @param isSeen whether lenses of what is remembered are about to be drawn */
  recalled(isSeen: boolean): void {
    this.#plan(!isSeen ? 0 : this.#isAsked ? drawnMs : askedMs);
  }

  /** Lenses were asked for, for the first time or once more. */
  asked(): void {
    this.#isAsked = true;
    if (this.#next !== undefined && this.#putOff < mostPutOff) {
      this.#putOff += 1;
      this.#plan(drawnMs);
    }
  }

  dispose(): void {
    this.#next?.cancel();
  }

  #plan(delayMs: number): void {
    this.#next?.cancel();
    this.#next = this.#clock.startTimer(delayMs, () => {
      this.#next = undefined;
      this.#start();
    });
  }
}
