/** Something that is in at most one list, and knows where. */
export interface Listed {
  /** Position in its list; -1 outside of one. Only the list changes it. */
  slot: number;
}

/**
 * The runs under way: added and removed once each, in any order, a hundred thousand times. A `Set` would do, but its
 * tables are made anew every few dozen changes, and the old ones keep finished runs alive until the next full
 * collection: a fifth of a task's cost.
 */
export class RunList<Run extends Listed> {
  readonly #runs: Run[] = [];

  get size(): number {
    return this.#runs.length;
  }

  add(run: Run): void {
    run.slot = this.#runs.length;
    this.#runs.push(run);
  }

  delete(run: Run): void {
    const { slot } = run;
    if (this.#runs[slot] !== run) return;
    const last = this.#runs.pop();
    run.slot = -1;
    if (last === undefined || last === run) return;
    this.#runs[slot] = last;
    last.slot = slot;
  }

  /** A copy, so that runs may end while it is walked through. */
  toArray(): Run[] {
    return [...this.#runs];
  }
}
