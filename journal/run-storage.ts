/**
 * Where one root run is kept. Two implementations: a directory (`disk-storage.ts`) and memory (`memory-storage.ts`).
 * All text is whole lines. Writing is synchronous: a record counts as written when the call returns.
 */
export interface RunStorage {
  /** For messages: the directory, or `memory`. */
  readonly location: string;
  /** @throws StoreUnwritableError after the file has been cut back to its last whole record. */
  appendRecords(lines: string): void;
  /** @throws StoreUnwritableError */
  appendLog(lines: string): void;
  /** Bytes of the log so far. */
  logBytes(): number;
  /** Makes what has been appended survive a power loss, before it returns. */
  syncRecords(): void;
  /** The same without blocking; several callers may share one. */
  syncRecordsAsync(done: (error: Error | null) => void): void;
  /** Keeps a large value under the name that its content gave it; the same name twice is the same value. */
  putResult(name: string, text: string): void;
  /** The text of a kept value, or `undefined` when it is gone. */
  getResult(name: string): string | undefined;
  /** Where a kept value is or would be on disk, so that it can be linked; `null` in memory. */
  resultPath(name: string): string | null;
  readRecords(): string;
  readLog(): string;
  close(): void;
}
