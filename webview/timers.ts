/** Where time comes into the views. Whoever starts a timer disposes it. */
export interface Disposable {
  dispose(): void;
}

/** Points in time of runs are microseconds. */
export function nowUs(): number {
  return Date.now() * 1_000;
}

/** What has to be added to UTC for the time on the user's clock. */
export function minutesFromUtc(): number {
  return -new Date().getTimezoneOffset();
}

export function after(delayMs: number, callback: () => void): Disposable {
  const timer = setTimeout(callback, delayMs);
  return { dispose: () => clearTimeout(timer) };
}

export function every(periodMs: number, callback: () => void): Disposable {
  const timer = setInterval(callback, periodMs);
  return { dispose: () => clearInterval(timer) };
}

/** Calls back with the next frame, however often it was asked for before. */
export class FrameRequest implements Disposable {
  readonly #callback: () => void;
  #handle: number | undefined;

  constructor(callback: () => void) {
    this.#callback = callback;
  }

  request(): void {
    this.#handle ??= requestAnimationFrame(() => {
      this.#handle = undefined;
      this.#callback();
    });
  }

  dispose(): void {
    if (this.#handle !== undefined) cancelAnimationFrame(this.#handle);
    this.#handle = undefined;
  }
}

/** Calls back once, `delayMs` after the first call of a burst. */
export class Batch implements Disposable {
  readonly #delayMs: number;
  readonly #callback: () => void;
  #timer: Disposable | undefined;

  constructor(delayMs: number, callback: () => void) {
    this.#delayMs = delayMs;
    this.#callback = callback;
  }

  call(): void {
    this.#timer ??= after(this.#delayMs, () => {
      this.#timer = undefined;
      this.#callback();
    });
  }

  dispose(): void {
    this.#timer?.dispose();
    this.#timer = undefined;
  }
}

/** Calls back at once, then at most once a period; the last call of a burst is never lost. */
export class Pace implements Disposable {
  readonly #periodMs: number;
  readonly #callback: () => void;
  #timer: Disposable | undefined;
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
