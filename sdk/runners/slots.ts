/** Places for submitted task runs: first come, first served. */
export class Slots {
  readonly #max: number;
  readonly #waiting: (() => void)[] = [];
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

  /** Fulfils once a place is taken. */
  take(): Promise<void> {
    if (this.tryTake()) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Gives a place back, to whoever has waited longest. */
  free(): void {
    const next = this.#waiting[this.#head];
    if (next === undefined) {
      this.#taken -= 1;
      return;
    }
    this.#head += 1;
    if (this.#head > 1_024 && this.#head * 2 > this.#waiting.length) {
      this.#waiting.splice(0, this.#head);
      this.#head = 0;
    }
    next();
  }
}

/** One run's claim to a place; without slots there is always room. Giving back what was not taken does nothing. */
export class Place {
  readonly #slots: Slots | null;
  #isTaken = false;

  constructor(slots: Slots | null) {
    this.#slots = slots;
  }

  tryTake(): boolean {
    if (this.#slots === null) return true;
    this.#isTaken = this.#slots.tryTake();
    return this.#isTaken;
  }

  async take(): Promise<void> {
    if (this.#slots === null || this.#isTaken) return;
    await this.#slots.take();
    this.#isTaken = true;
  }

  free(): void {
    if (this.#isTaken) this.#slots?.free();
    this.#isTaken = false;
  }
}
