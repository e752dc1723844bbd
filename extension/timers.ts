/** Where time comes into the extension. Whoever starts a timer disposes it. */
export interface Timer {
  dispose(): void;
}

export function nowMs(): number {
  return Date.now();
}

/** Points in time of runs are microseconds. */
export function nowUs(): number {
  return Date.now() * 1_000;
}

export function after(delayMs: number, callback: () => void): Timer {
  const timer = setTimeout(callback, delayMs);
  return { dispose: () => clearTimeout(timer) };
}

export function every(periodMs: number, callback: () => void): Timer {
  const timer = setInterval(callback, periodMs);
  return { dispose: () => clearInterval(timer) };
}

/** Calls back at once when called, then at most once a period; the last call of a burst is never lost. */
export class Throttle implements Timer {
  readonly #periodMs: number;
  readonly #callback: () => void;
  #timer: Timer | undefined;
  #isWanted = false;

  constructor(periodMs: number, callback: () => void) {
    this.#periodMs = periodMs;
    this.#callback = callback;
  }

  call(): void {
    this.#isWanted = true;
    if (this.#timer === undefined) this.#tick();
  }

  dispose(): void {
    this.#timer?.dispose();
    this.#timer = undefined;
  }

  #tick(): void {
    this.#timer = undefined;
    if (!this.#isWanted) return;
    this.#isWanted = false;
    this.#timer = after(this.#periodMs, () => this.#tick());
    this.#callback();
  }
}

/** What has to be added to UTC for the time on the user's clock. */
export function minutesFromUtc(): number {
  return -new Date().getTimezoneOffset();
}
