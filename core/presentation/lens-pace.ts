/**
 * When VS Code is told that lenses have changed. It asks 250 ms or more behind the last time that it was told, and draws in a
 * second round as long behind; told more often than that it would put both off for ever:
 * https://github.com/microsoft/vscode/blob/main/src/vs/editor/contrib/codelens/browser/codelensController.ts
 * So it is told once, and again when it has asked. It forgets to ask when its editor loses the focus.
 */
import type { Clock, Timer } from "../base/clock.ts";

const forgottenMs = 1_200;
const runningPeriodMs = 800;
const agePeriodMs = 30_000;

export class LensPace {
  readonly #clock: Clock;
  readonly #tell: () => void;
  /** When it was told of what it has not asked about yet. */
  #toldAtUs: number | undefined;
  #next: Timer | undefined;
  #isRunning = false;

  constructor(clock: Clock, tell: () => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  /** Something has changed; while a run goes on its numbers change by themselves. */
  changed(isRunning: boolean): void {
    this.#isRunning = isRunning;
    this.#tellOnce();
    this.#plan(forgottenMs);
  }

  /** The lenses were asked for: whatever was told is known now. */
  asked(): void {
    this.#toldAtUs = undefined;
  }

  dispose(): void {
    this.#next?.cancel();
  }

  #plan(delayMs: number): void {
    this.#next?.cancel();
    this.#next = this.#clock.startTimer(this.#isRunning ? Math.min(delayMs, runningPeriodMs) : delayMs, () => {
      this.#tellOnce();
      this.#plan(agePeriodMs);
    });
  }

  #tellOnce(): void {
    const now = this.#clock.nowUs();
    if (this.#toldAtUs !== undefined && now - this.#toldAtUs < forgottenMs * 1_000) return;
    this.#toldAtUs = now;
    this.#tell();
  }
}
