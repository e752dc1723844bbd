/**
 * When VS Code is told that lenses have changed. It asks 250 ms or more behind the last time that it was told, and draws in a
 * second round as long behind; told more often than that it would put both off for ever:
 * https://github.com/microsoft/vscode/blob/main/src/vs/editor/contrib/codelens/browser/codelensController.ts
 * So it is told once, and again when it has asked; and never of what it has been answered already, which it is before all
 * when a window opens: while engines start much is heard and nothing is new. It forgets to ask when its editor loses the focus.
 */
import type { Clock, Timer } from "../base/clock.ts";
import { agePeriodMs } from "./aging.ts";

const forgottenMs = 1_200;
const runningPeriodMs = 800;

export class LensPace {
  readonly #clock: Clock;
  readonly #tell: () => void;
  readonly #answerNow: (document: string) => string | undefined;
  /** What was last answered, by document. */
  readonly #answers = new Map<string, string>();
  /** When it was told of what it has not asked about yet. */
  #toldAtUs: number | undefined;
  #next: Timer | undefined;
  #isRunning = false;

  /** @param answerNow what would be answered for a document; `undefined` for one that is not open any more */
  constructor(clock: Clock, tell: () => void, answerNow: (document: string) => string | undefined) {
    this.#clock = clock;
    this.#tell = tell;
    this.#answerNow = answerNow;
  }

  /** Something has changed; while a run goes on its numbers change by themselves. */
  changed(isRunning: boolean): void {
    this.#isRunning = isRunning;
    this.#tellOfNews();
    this.#plan(forgottenMs);
  }

  /** The lenses of a document were asked for: whatever was told is known now. */
  asked(document: string, answer: string): void {
    this.#toldAtUs = undefined;
    this.#answers.set(document, answer);
  }

  dispose(): void {
    this.#next?.cancel();
  }

  #plan(delayMs: number): void {
    this.#next?.cancel();
    this.#next = this.#clock.startTimer(this.#isRunning ? Math.min(delayMs, runningPeriodMs) : delayMs, () => {
      this.#tellOfNews();
      this.#plan(agePeriodMs);
    });
  }

  #tellOfNews(): void {
    const now = this.#clock.nowUs();
    const isDue = this.#toldAtUs === undefined ? this.#hasNews() : now - this.#toldAtUs >= forgottenMs * 1_000;
    if (!isDue) return;
    this.#toldAtUs = now;
    this.#tell();
  }

  #hasNews(): boolean {
    for (const [document, answer] of [...this.#answers]) {
      const now = this.#answerNow(document);
      if (now === undefined) this.#answers.delete(document);
      else if (now !== answer) return true;
    }
    return false;
  }
}
