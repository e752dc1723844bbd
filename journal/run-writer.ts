/**
 * Writes a run's records in order. Owns numbers, times and the buffer; the storage owns the bytes.
 *
 * W1. Records are numbered from 1 without gaps, and their times are strictly increasing (J2).
 * W2. What waits for a record is called after it is written, never before (J3).
 * W3. The buffer is flushed in `setImmediate`: in a microtask it would starve timers, and with them cancel and
 *     timeouts. It is flushed at once when a record is appended 5 ms after the oldest unflushed, or at 64 KB.
 * W4. After a failed write nothing that waits is called: nobody may act on a record that is not there. The text stays
 *     in the buffer, and a later flush tries again. After a failed sync (J4) nothing that waits is called any more: the
 *     system may have dropped what it could not keep, and a later sync would not say so.
 * W5. Four `setImmediate`s are queued at a time. What continues on the first (a flow that sees a result and calls its
 *     next task) is flushed by the second in the same turn of the event loop, and so on: two tasks a turn, and timers
 *     and sockets have theirs between the turns.
 * W6. A sync is waited for by what shows a result, not by a start: a call whose start a power loss has taken is made again
 *     as one whose end is missing. One who waits alone gets a sync at once; several share one that blocks nobody, and
 *     those who come while it goes on share the next.
 */
import type { Clock } from "../core/base/clock.ts";
import { RecordEncoder } from "../core/records/encode.ts";
import type { LogRecord } from "../core/records/log-record.ts";
import type { Redactor } from "../core/secrets/redactor.ts";
import { defaultLogLimitBytes, LogLimit } from "./log-limit.ts";
import type { RunStorage } from "./run-storage.ts";

const flushAgeUs = 5_000;
const flushLength = 64 * 1_024;
/** W5. */
const flushesPerTurn = 4;

export interface RunWriterOptions {
  readonly storage: RunStorage;
  readonly clock: Clock;
  readonly generation: number;
  readonly lastNumber?: number;
  readonly lastAt?: number;
  /** Invariant J4: written also means that it survives a power loss. Default: false. */
  readonly durable?: boolean;
  /** How large the log may become, in bytes (J6). Default: 100 MB. */
  readonly logLimitBytes?: number;
  /** Called once for each write that fails, and once when a sync does. */
  readonly onFailure: (error: Error) => void;
  /** Called after each successful flush, for a doorbell. */
  readonly onFlushed?: () => void;
  /** Keeps secrets out of all that is written. Default: none is known. */
  readonly redactor?: Redactor;
}

/** What a run needs of its writer; in a worker another one stands in, which hands all on to the run's owner. */
export interface RecordWriter {
  readonly lastNumber: number;
  tick(count?: number): number;
  write(at: number, body: string): void;
  whenWritten(callback: () => void): void;
  whenKept(callback: () => void): void;
  writeLog(record: LogRecord): void;
  flush(): boolean;
  close(): boolean;
}

export class RunWriter implements RecordWriter {
  readonly #storage: RunStorage;
  readonly #clock: Clock;
  readonly #encoder: RecordEncoder;
  readonly #durable: boolean;
  readonly #onFailure: (error: Error) => void;
  readonly #onFlushed: (() => void) | undefined;
  readonly #redactor: Redactor | undefined;
  #lastNumber: number;
  #lastAt: number;
  #buffer = "";
  #oldestAt = 0;
  #waiting: (() => void)[] = [];
  /** W6. Without `durable` they wait with the others. */
  #waitingForSync: (() => void)[] = [];
  #isSyncing = false;
  #log = "";
  readonly #logLimitBytes: number;
  #logLimit: LogLimit | null = null;
  /** Flushes that are queued and have not run (W5). */
  #queued = 0;
  #isSyncLost = false;
  #isClosed = false;

  constructor(options: RunWriterOptions) {
    this.#storage = options.storage;
    this.#clock = options.clock;
    this.#encoder = new RecordEncoder(options.generation);
    this.#durable = options.durable ?? false;
    this.#logLimitBytes = options.logLimitBytes ?? defaultLogLimitBytes;
    this.#lastNumber = options.lastNumber ?? 0;
    this.#lastAt = options.lastAt ?? 0;
    this.#onFailure = options.onFailure;
    this.#onFlushed = options.onFlushed;
    this.#redactor = options.redactor;
  }

  get lastNumber(): number {
    return this.#lastNumber;
  }

  /** A time for the next record, later than every time given before. `count` reserves as many in a row. */
  tick(count = 1): number {
    const at = Math.max(this.#clock.nowUs(), this.#lastAt + 1);
    this.#lastAt = at + count - 1;
    return at;
  }

  /** Appends a record of the given time; `body` as `encodeBody` makes it. */
  write(at: number, body: string): void {
    this.#lastNumber += 1;
    if (this.#buffer === "") this.#oldestAt = at;
    const clean = this.#redactor === undefined || this.#redactor.isEmpty ? body : this.#redactor.redactBody(body);
    this.#buffer += this.#encoder.line(this.#lastNumber, at, clean);
    if (this.#buffer.length >= flushLength || at - this.#oldestAt >= flushAgeUs) this.#writeOut();
    this.#schedule();
  }

  /** Calls back once all that has been written so far is in the file. */
  whenWritten(callback: () => void): void {
    this.#waiting.push(callback);
    this.#schedule();
  }

  /** The same, and with `durable` once it survives a power loss. */
  whenKept(callback: () => void): void {
    (this.#durable ? this.#waitingForSync : this.#waiting).push(callback);
    this.#schedule();
  }

  writeLog(record: LogRecord): void {
    const clean = this.#redactor === undefined || this.#redactor.isEmpty ? record : this.#redactor.redactRecord(record);
    this.#log += `${JSON.stringify(clean)}\n`;
    if (this.#log.length >= flushLength) this.#writeLogOut();
    this.#schedule();
  }

  /** Writes all out now. Returns false when it could not. */
  flush(): boolean {
    this.#writeLogOut();
    if (!this.#writeOut()) return false;
    if (this.#durable && !this.#sync()) return false;
    this.#release(this.#takeWaiting());
    this.#release(this.#takeWaitingForSync());
    return true;
  }

  /** Flushes and lets go of the storage. Whatever is written later is lost, and nothing should be. */
  close(): boolean {
    if (this.#isClosed) return true;
    const isWhole = this.flush();
    this.#isClosed = true;
    this.#storage.close();
    return isWhole;
  }

  #schedule(): void {
    if (this.#queued > 0 || this.#isClosed) return;
    this.#queued = flushesPerTurn;
    for (let queued = 0; queued < flushesPerTurn; queued += 1) setImmediate(this.#onImmediate);
  }

  readonly #onImmediate = (): void => {
    this.#queued -= 1;
    if (this.#isClosed) return;
    if (this.#log !== "") this.#writeLogOut();
    if (!this.#writeOut() || this.#isSyncLost) return;
    if (this.#waiting.length > 0) this.#release(this.#takeWaiting());
    if (this.#waitingForSync.length > 0) this.#syncForWaiting();
  };

  /** W6. */
  #syncForWaiting(): void {
    if (this.#isSyncing) return;
    const waiting = this.#takeWaitingForSync();
    if (waiting.length > 1) {
      this.#isSyncing = true;
      this.#storage.syncRecordsAsync((error) => this.#onSynced(waiting, error));
    } else if (this.#sync()) this.#release(waiting);
  }

  #onSynced(waiting: readonly (() => void)[], error: Error | null): void {
    this.#isSyncing = false;
    // Closing has synchronised all, and let go of the file.
    if (this.#isClosed) return;
    if (error !== null) this.#onSyncFailure(error);
    if (this.#isSyncLost) return;
    this.#release(waiting);
    if (this.#waitingForSync.length > 0) this.#schedule();
  }

  #sync(): boolean {
    if (this.#isSyncLost) return false;
    try {
      this.#storage.syncRecords();
      return true;
    } catch (error) {
      this.#onSyncFailure(error instanceof Error ? error : new Error(String(error)));
      return false;
    }
  }

  #onSyncFailure(error: Error): void {
    if (this.#isSyncLost) return;
    this.#isSyncLost = true;
    this.#onFailure(error);
  }

  #takeWaiting(): (() => void)[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    return waiting;
  }

  #takeWaitingForSync(): (() => void)[] {
    const waiting = this.#waitingForSync;
    this.#waitingForSync = [];
    return waiting;
  }

  #release(waiting: readonly (() => void)[]): void {
    for (const callback of waiting) callback();
  }

  #writeOut(): boolean {
    if (this.#buffer === "") return true;
    try {
      this.#storage.appendRecords(this.#buffer);
    } catch (error) {
      this.#onFailure(error instanceof Error ? error : new Error(String(error)));
      return false;
    }
    this.#buffer = "";
    this.#onFlushed?.();
    return true;
  }

  #writeLogOut(): void {
    if (this.#log === "") return;
    this.#logLimit ??= new LogLimit(this.#logLimitBytes, this.#storage.logBytes());
    const text = this.#logLimit.admit(this.#log, this.#clock.nowUs());
    this.#log = "";
    if (text === "") return;
    try {
      this.#storage.appendLog(text);
    } catch (error) {
      this.#onFailure(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
