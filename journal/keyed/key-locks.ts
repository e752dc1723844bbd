/** Locks on keys. A holder is any text that tells one from another: a task run's id, a transaction's. */
export interface KeyLocks {
  /**
   * Waits until the key is free, and holds it. Whoever holds it already gets it again, its time anew. False: the time was
   * over, or `signal` fired.
   */
  acquire(key: string, holder: string, options?: AcquireOptions): Promise<boolean>;
  /** @throws KeyLockedError when another holds it. Freeing what nobody holds (its time was over) does nothing. */
  release(key: string, holder: string): void;
  isLocked(key: string): boolean;
  isLockedBy(key: string, holder: string): boolean;
  /** Who of this process holds the key; `null`: nobody here. */
  holderHere(key: string): string | null;
  /** Waits until nobody holds the key. True at once for one that nobody holds; false: the time was over. */
  whenFree(key: string, timeoutMs?: number): Promise<boolean>;
}

export interface AcquireOptions {
  /** Longest wait, in milliseconds. Default: as long as it takes. */
  readonly acquireTimeoutMs?: number;
  /** After that many milliseconds the lock is free again, whoever has it. Default: while its holder's process lives. */
  readonly holdTimeoutMs?: number;
  readonly signal?: AbortSignal;
}
