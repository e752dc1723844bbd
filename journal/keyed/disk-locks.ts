/** Locks between processes. Each is a file that names its holder's process, which can be found dead (`lock-file.ts`). */
import { mkdirSync, watch } from "node:fs";
import type { Clock } from "../../core/base/clock.ts";
import { KeyLockedError } from "../../core/protocol/errors.ts";
import { isSameBoot } from "../machine.ts";
import { probeOwner } from "../owner-socket.ts";
import { isProcessAlive } from "../process-alive.ts";
import type { AcquireOptions, KeyLocks } from "./key-locks.ts";
import { LockFiles, type FoundLock, type LockFile, type LockOwner } from "./lock-file.ts";

export interface DiskLocksParts {
  readonly directory: string;
  readonly clock: Clock;
  readonly owner: LockOwner;
  /** A key has been taken or seen free: another may have written it before. */
  onTaken(key: string): void;
}

/** How often a lock that is waited for is looked at although nothing was heard of it: its holder may have been killed. */
const lookAgainMs = 500;

export class DiskLocks implements KeyLocks {
  readonly #parts: DiskLocksParts;
  readonly #files: LockFiles;

  constructor(parts: DiskLocksParts) {
    this.#parts = parts;
    this.#files = new LockFiles(parts.directory);
  }

  async acquire(key: string, holder: string, { acquireTimeoutMs, holdTimeoutMs, signal }: AcquireOptions = {}): Promise<boolean> {
    const { clock, owner, onTaken } = this.#parts;
    const endUs = this.#end(acquireTimeoutMs);
    for (;;) {
      if (signal?.aborted === true) return false;
      const found = this.#files.find(key);
      const untilUs = holdTimeoutMs === undefined ? null : clock.nowUs() + Math.round(holdTimeoutMs * 1_000);
      const lock: LockFile = { ...owner, key, holder, untilUs };
      if (found?.lock !== null && found?.lock !== undefined && this.#isOwn(found.lock, holder)) {
        this.#files.renew(lock, found.n);
        return true;
      }
      if ((found === null || (await this.#isOver(found))) && this.#files.claim(lock, found?.n ?? 0)) {
        onTaken(key);
        return true;
      }
      if (clock.nowUs() >= endUs) return false;
      if (found !== null) await this.#change(found, endUs, signal);
    }
  }

  release(key: string, holder: string): void {
    const found = this.#files.find(key);
    if (found?.lock === undefined || found.lock === null) return;
    if (this.#isOwn(found.lock, holder)) this.#files.remove(key, found.n);
    else if (!this.#isSurelyOver(found)) throw new KeyLockedError(key, describe(found.lock));
  }

  isLocked(key: string): boolean {
    const found = this.#files.find(key);
    return found !== null && !this.#isSurelyOver(found);
  }

  isLockedBy(key: string, holder: string): boolean {
    return this.holderHere(key) === holder;
  }

  holderHere(key: string): string | null {
    const found = this.#files.find(key);
    if (found?.lock === undefined || found.lock === null) return null;
    return this.#isOwn(found.lock, found.lock.holder) && !this.#isSurelyOver(found) ? found.lock.holder : null;
  }

  async whenFree(key: string, timeoutMs?: number): Promise<boolean> {
    const endUs = this.#end(timeoutMs);
    for (;;) {
      const found = this.#files.find(key);
      if (found === null || (await this.#isOver(found))) {
        this.#parts.onTaken(key);
        return true;
      }
      if (this.#parts.clock.nowUs() >= endUs) return false;
      await this.#change(found, endUs, undefined);
    }
  }

  /** @throws KeyLockedError when another than `holder` has the key. */
  assertWritable(key: string, holder: string | undefined): void {
    const found = this.#files.find(key);
    if (found?.lock === undefined || found.lock === null || this.#isSurelyOver(found)) return;
    if (holder === undefined || !this.#isOwn(found.lock, holder)) throw new KeyLockedError(key, describe(found.lock));
  }

  #end(timeoutMs: number | undefined): number {
    return timeoutMs === undefined ? Number.POSITIVE_INFINITY : this.#parts.clock.nowUs() + timeoutMs * 1_000;
  }

  #isOwn(lock: LockFile, holder: string): boolean {
    const { owner } = this.#parts;
    return lock.holder === holder && lock.pid === owner.pid && lock.host === owner.host && isSameBoot(lock.bootId, owner.bootId);
  }

  /** Without asking its socket: its time is over, its text is nobody's, or its process is not there any more. */
  #isSurelyOver({ lock }: FoundLock): boolean {
    const { owner, clock } = this.#parts;
    if (lock === null || (lock.untilUs !== null && lock.untilUs <= clock.nowUs())) return true;
    // Of another machine nobody here can say whether it lives.
    if (lock.host !== owner.host) return false;
    return !isSameBoot(lock.bootId, owner.bootId) || !isProcessAlive(lock.pid);
  }

  async #isOver(found: FoundLock): Promise<boolean> {
    const { owner } = this.#parts;
    if (found.lock === null || this.#isSurelyOver(found)) return true;
    if (found.lock.host !== owner.host) return false;
    // The pid may be another process's by now; the socket cannot.
    return (await probeOwner({ ...found.lock, bootId: owner.bootId, generation: found.n }, owner)) === "dead";
  }

  /** Something happened in the folder of the locks, the lock's time or the caller's is over, or it is time for a look. */
  #change({ lock }: FoundLock, endUs: number, signal: AbortSignal | undefined): Promise<void> {
    const { directory, clock } = this.#parts;
    const leftMs = (Math.min(endUs, lock?.untilUs ?? endUs) - clock.nowUs()) / 1_000;
    return new Promise((resolve) => {
      const wake = (): void => {
        timer.cancel();
        watcher?.close();
        signal?.removeEventListener("abort", wake);
        resolve();
      };
      const timer = clock.startTimer(Math.max(0, Math.min(lookAgainMs, leftMs)), wake);
      const watcher = watchFolder(directory, wake);
      signal?.addEventListener("abort", wake);
    });
  }
}

function describe(lock: LockFile): string {
  return `${lock.holder}, process ${lock.pid} on ${lock.host}`;
}

/** `null` where a folder cannot be watched (no watches are left, a network mount): the timer is enough. */
function watchFolder(directory: string, onChange: () => void): { close(): void } | null {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const watcher = watch(directory, onChange);
    watcher.on("error", () => watcher.close());
    return watcher;
  } catch {
    return null;
  }
}
