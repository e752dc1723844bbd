/**
 * The files by which keys are locked on disk: `<key's name>.<n>`, of which the highest n counts.
 *
 * Whoever finds the holder of n dead creates n+1, exclusively, and removes n then; releasing removes the file. Since a
 * list of files may be older than what is done with it, a new file counts only if a second look shows no other one.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { StoreUnwritableError } from "../../core/protocol/errors.ts";
import { linkExclusively } from "../exclusive-link.ts";
import { isSocketHolder, type SocketHolder } from "../socket-holder.ts";
import { temporaryFor } from "../temporary-file.ts";
import { keyedFileName } from "./keyed-record.ts";

/** The process that holds locks. */
export type LockOwner = SocketHolder;

export interface LockFile extends LockOwner {
  readonly key: string;
  readonly holder: string;
  /** From when on it counts no more, in microseconds; `null`: while the process lives. */
  readonly untilUs: number | null;
}

export interface FoundLock {
  readonly n: number;
  /** `null`: its text cannot be read (torn by a power loss), so that it is nobody's. */
  readonly lock: LockFile | null;
}

export class LockFiles {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** The file that counts, or `null` when the key is free. */
  find(key: string): FoundLock | null {
    const n = this.#numbers(key).at(-1);
    if (n === undefined) return null;
    try {
      const value: unknown = JSON.parse(readFileSync(this.#path(key, n), "utf8"));
      return { n, lock: isLockFile(value) ? value : null };
    } catch (error) {
      // Released this instant.
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
      return { n, lock: null };
    }
  }

  /** Takes the key after the dead lock number `after` (0: none). False: another was quicker. @throws StoreUnwritableError */
  claim(lock: LockFile, after: number): boolean {
    const n = after + 1;
    const path = this.#path(lock.key, n);
    const temporary = temporaryFor(path);
    try {
      mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
      writeFileSync(temporary, JSON.stringify(lock), { mode: 0o600 });
      if (!linkExclusively(temporary, path)) return false;
    } catch (error) {
      throw new StoreUnwritableError(path, error);
    } finally {
      if (existsSync(temporary)) rmSync(temporary);
    }
    const isAlone = this.#numbers(lock.key).every((other) => other === n || other === after);
    this.remove(lock.key, isAlone ? after : n);
    return isAlone;
  }

  /** Replaces the text of a lock that the caller holds. @throws StoreUnwritableError */
  renew(lock: LockFile, n: number): void {
    const path = this.#path(lock.key, n);
    try {
      writeFileSync(path, JSON.stringify(lock), { mode: 0o600 });
    } catch (error) {
      throw new StoreUnwritableError(path, error);
    }
  }

  remove(key: string, n: number): void {
    rmSync(this.#path(key, n), { force: true });
  }

  #path(key: string, n: number): string {
    return join(this.#directory, `${keyedFileName(key)}.${n}`);
  }

  /** In rising order. */
  #numbers(key: string): number[] {
    const prefix = `${keyedFileName(key)}.`;
    const numbers: number[] = [];
    for (const name of listIfThere(this.#directory)) {
      const rest = name.startsWith(prefix) ? name.slice(prefix.length) : "";
      if (/^\d+$/.test(rest)) numbers.push(Number(rest));
    }
    return numbers.sort((a, b) => a - b);
  }
}

function listIfThere(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    // No folder, no locks; where none can be made, the one who writes says so.
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR")) return [];
    throw error;
  }
}

function isLockFile(value: unknown): value is LockFile {
  if (!isSocketHolder(value) || !("holder" in value && "key" in value && "untilUs" in value)) return false;
  return typeof value.holder === "string" && typeof value.key === "string" && (value.untilUs === null || typeof value.untilUs === "number");
}
