/**
 * Values kept under keys, across runs: what caching, `resultStorageKey` and transactions share. Two implementations: the
 * folder `.millrace/cache/` (`disk-keyed-store.ts`) and memory (`memory-keyed-store.ts`).
 *
 * K1. A record is seen whole or not at all; one that is torn or damaged counts as missing, with the reason.
 * K2. The store holds its own files (hard links or copies), never paths into a run: runs and records are deleted apart (J6).
 * K3. A key that is locked is written by its holder alone.
 */
import type { KeyLocks } from "./key-locks.ts";
import type { KeyedRecord } from "./keyed-record.ts";

export interface KeyedStore {
  /** For messages: the folder, or `memory`. */
  readonly location: string;
  readonly locks: KeyLocks;
  /** `nowUs` decides whether a record has expired. Never throws for what it finds. */
  read(key: string, nowUs: number): KeyedRead;
  /**
   * Puts the record in the place of the one before. `holder`: who writes, where the key may be locked.
   *
   * @throws KeyLockedError when another holds the key. @throws StoreUnwritableError
   */
  write(record: KeyedRecord, holder?: string): void;
  /** The record written last for a group (a task, say), without its value, or `null`: what a miss is compared with. */
  latest(group: string): KeyedRecord | null;
  setLatest(group: string, record: KeyedRecord): void;
  /** Keeps what `setLatest` was told for other processes; at the end of a run. @throws StoreUnwritableError */
  flush(): void;
  /** Keeps a large value under the name that its content gave it (`encodeValue` calls it). @throws StoreUnwritableError */
  putResult(name: string, text: string): void;
  /** The text of a large value, or `undefined` when it is gone. */
  getResult(name: string): string | undefined;
  /** Where the large value is or would be on disk, so that it can be linked; `null` in memory. */
  resultPath(name: string): string | null;
}

export type KeyedRead =
  | { readonly kind: "found"; readonly record: KeyedRecord }
  | { readonly kind: "expired"; readonly record: KeyedRecord }
  | { readonly kind: "none" }
  | { readonly kind: "damaged"; readonly reason: string };
