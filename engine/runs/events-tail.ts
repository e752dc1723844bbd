import { RunFold } from "../../core/records/fold.ts";
import type { TouchedRuns } from "../../core/records/touched-runs.ts";
import type { RunView } from "../../core/records/run-view.ts";
import type { UnreadableFrom } from "../../journal/record-reader.ts";
import { RunReader } from "../../journal/run-reader.ts";
import { readFrom } from "./read-bytes.ts";

/**
 * A run's records as far as they have been read. A new owner may have cut off a torn tail that was read here already;
 * what follows then fits nothing, and the file is read again from the start.
 */
export class EventsTail {
  readonly #path: string;
  readonly #touched: TouchedRuns | null;
  #reader = new RunReader();
  #fold: RunFold;
  #offset = 0;

  constructor(path: string, touched: TouchedRuns | null = null) {
    this.#path = path;
    this.#touched = touched;
    this.#fold = new RunFold(touched);
  }

  get view(): RunView {
    return this.#fold;
  }

  get problem(): UnreadableFrom | null {
    return this.#reader.problem;
  }

  /** Reads what is new; true when it made a difference. */
  read(): boolean {
    if (this.#readOn()) return true;
    if (this.#offset === this.#reader.wholeBytes) return false;
    return this.#reader.problem === null ? false : this.#readAgain();
  }

  /** Reads what is new, for the last time: a tail that is torn now may have been cut and written over. */
  readToEnd(): boolean {
    const hasChanged = this.#readOn();
    if (this.#offset === this.#reader.wholeBytes) return hasChanged;
    return this.#readAgain() || hasChanged;
  }

  #readOn(): boolean {
    const { bytes, sizeBytes } = readFrom(this.#path, this.#offset);
    if (sizeBytes < this.#offset) return this.#readAgain();
    const before = this.#reader.problem;
    return this.#take(bytes) || this.#reader.problem !== before;
  }

  #readAgain(): boolean {
    const { lastNumber, generation } = this.#fold;
    this.#reader = new RunReader();
    this.#fold = new RunFold(this.#touched);
    this.#offset = 0;
    this.#take(readFrom(this.#path, 0).bytes);
    return this.#fold.lastNumber !== lastNumber || this.#fold.generation !== generation;
  }

  #take(bytes: Buffer): boolean {
    this.#offset += bytes.length;
    const records = this.#reader.push(bytes);
    for (const record of records) this.#fold.add(record);
    return records.length > 0;
  }
}
