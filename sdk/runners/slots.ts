/** Who waits for a place. */
export interface Waiter {
  /** A place is taken for it. */
  onPlace(): void;
}

/** Places for submitted runs: first come, first served. Whoever took one gives it back once. */
export class Slots {
  readonly #max: number;
  readonly #waiting: Waiter[] = [];
  #head = 0;
  #taken = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** Takes a place if one is free now. */
  tryTake(): boolean {
    if (this.#taken >= this.#max) return false;
    this.#taken += 1;
    return true;
  }

  /** Calls back once a place is taken for the caller: at once, or when those before it have given theirs back. */
  take(waiter: Waiter): void {
    if (this.tryTake()) waiter.onPlace();
    else this.#waiting.push(waiter);
  }

  /** Gives a place back, to whoever has waited longest. */
  free(): void {
    const next = this.#waiting[this.#head];
    if (next === undefined) {
      this.#taken -= 1;
      return;
    }
    this.#head += 1;
    // Cut now and then rather than shifted each time, which would copy the rest.
    if (this.#head > 1_024 && this.#head * 2 > this.#waiting.length) {
      this.#waiting.splice(0, this.#head);
      this.#head = 0;
    }
    next.onPlace();
  }
}
