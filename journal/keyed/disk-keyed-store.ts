/**
 * The keyed store on disk, `.millrace/cache/`: `records/` (a file per key), `latest/` (per group, without the value),
 * `results/` (large values, by content), `locks/`.
 *
 * What was read or written stays in memory too, up to a number of records: an answer from there costs no system call. A
 * record that another process replaces meanwhile is seen once the lock of its key has been taken, or in the next process.
 */
import { join } from "node:path";
import type { Clock } from "../../core/base/clock.ts";
import { putSharedContent, readIfThere } from "../content-file.ts";
import { DiskLocks } from "./disk-locks.ts";
import { isExpired, type KeyedRecord } from "./keyed-record.ts";
import type { KeyedRead, KeyedStore } from "./keyed-store.ts";
import type { LockOwner } from "./lock-file.ts";
import { RecentRecords } from "./recent-records.ts";
import { RecordFiles, type FileRead } from "./record-files.ts";

export interface DiskKeyedStoreParts {
  /** Made when something is first kept there. */
  readonly directory: string;
  readonly clock: Clock;
  /** This process, as those who wait for its locks find it alive. */
  readonly owner: LockOwner;
  /** How many records stay in memory; 0: none. Default: 1,000. */
  readonly recordsInMemory?: number;
}

export class DiskKeyedStore implements KeyedStore {
  readonly location: string;
  readonly locks: DiskLocks;
  readonly #files: RecordFiles;
  readonly #latestFiles: RecordFiles;
  readonly #recent: RecentRecords;
  /** Of this process, by group; in the files only once it is flushed: each call would else write two files. */
  readonly #latest = new Map<string, KeyedRecord>();

  constructor({ directory, clock, owner, recordsInMemory = 1_000 }: DiskKeyedStoreParts) {
    this.location = directory;
    this.#files = new RecordFiles(join(directory, "records"));
    this.#latestFiles = new RecordFiles(join(directory, "latest"));
    this.#recent = new RecentRecords(recordsInMemory);
    this.locks = new DiskLocks({ directory: join(directory, "locks"), clock, owner, onTaken: (key) => this.#recent.delete(key) });
  }

  read(key: string, nowUs: number): KeyedRead {
    const known = this.#recent.get(key);
    if (known !== undefined && !isExpired(known, nowUs)) return { kind: "found", record: known };
    // One that has expired in memory may have been replaced on disk.
    if (known !== undefined) this.#recent.delete(key);
    const read: FileRead = this.#files.read(key);
    if (read.kind !== "found") return read;
    if (isExpired(read.record, nowUs)) return { kind: "expired", record: read.record };
    this.#recent.set(read.record);
    return read;
  }

  write(record: KeyedRecord, holder?: string): void {
    this.locks.assertWritable(record.key, holder);
    this.#files.write(record);
    this.#recent.set(record);
  }

  latest(group: string): KeyedRecord | null {
    const known = this.#latest.get(group);
    if (known !== undefined) return known;
    const read = this.#latestFiles.read(group);
    return read.kind === "found" ? read.record : null;
  }

  setLatest(group: string, record: KeyedRecord): void {
    this.#latest.set(group, { ...record, key: group, stored: undefined });
  }

  flush(): void {
    for (const record of this.#latest.values()) this.#latestFiles.write(record);
    this.#latest.clear();
  }

  putResult(name: string, text: string): void {
    putSharedContent(this.#resultsFolder, name, text);
  }

  getResult(name: string): string | undefined {
    return readIfThere(this.resultPath(name));
  }

  resultPath(name: string): string {
    return join(this.#resultsFolder, name);
  }

  get #resultsFolder(): string {
    return join(this.location, "results");
  }
}
