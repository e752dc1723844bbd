import type { KeyedRecord } from "./keyed-record.ts";

/** Records in memory, up to a number of them; the one that was put there longest ago goes first. */
export class RecentRecords {
  readonly #most: number;
  readonly #records = new Map<string, KeyedRecord>();

  constructor(most: number) {
    this.#most = most;
  }

  get(key: string): KeyedRecord | undefined {
    return this.#records.get(key);
  }

  set(record: KeyedRecord): void {
    if (this.#most === 0) return;
    this.#records.delete(record.key);
    this.#records.set(record.key, record);
    if (this.#records.size <= this.#most) return;
    const [oldest] = this.#records.keys();
    if (oldest !== undefined) this.#records.delete(oldest);
  }

  /** Whether it was there. */
  delete(key: string): boolean {
    return this.#records.delete(key);
  }
}
