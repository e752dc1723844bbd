/**
 * When the engines of a window are started: behind its first lenses. Starting one loads the language client in the editor's own
 * thread, and then a process and the compiler, all in the moment in which VS Code asks for lenses and draws them. Where there is
 * nothing to draw from memory there is nothing to wait for.
 */
import type { Clock, Timer } from "../base/clock.ts";

/** VS Code asks 375 ms behind the registration at best, and a second or two when a machine is slow. */
const askedMs = 1_500;
const drawnMs = 250;

export class EngineStart {
  readonly #clock: Clock;
  readonly #start: () => void;
  #next: Timer | undefined;
  #isAsked = false;

  /** @param start called once */
  constructor(clock: Clock, start: () => void) {
    this.#clock = clock;
    this.#start = start;
  }

  /** @param isSeen whether lenses of what is remembered are about to be drawn */
  recalled(isSeen: boolean): void {
    this.#plan(!isSeen ? 0 : this.#isAsked ? drawnMs : askedMs);
  }

  /** Lenses were asked for. */
  asked(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    if (this.#next !== undefined) this.#plan(drawnMs);
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
