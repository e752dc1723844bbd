/**
 * A file of what the engines of a workspace share (J8): whole, numbered, versioned lines (J2) that the leader alone writes
 * and everyone reads.
 *
 * S1. A new leader cuts a torn tail, and goes on with the next number and its own generation; what a leader that has lost
 *     its place still writes is passed over.
 * S2. A file that has grown is written anew from what counts, under another name that is then its own, so that a reader has
 *     the one or the other. Numbers begin at 1 again. What makes it grow is taken in before: a record that is in the file and
 *     not yet in what counts would be lost.
 * S3. What was told to be durable is so in the new file too, before it has the name; and its name, before the next is told.
 */
import { closeSync, ftruncateSync, readFileSync, renameSync, rmSync, statSync, truncateSync } from "node:fs";
import { dirname } from "node:path";
import type { Clock } from "../../core/base/clock.ts";
import { StoreCorruptError, StoreUnwritableError } from "../../core/protocol/errors.ts";
import type { ReadLine, RecordHead } from "../../core/records/record-head.ts";
import { appendWhole, openAppend, syncFile } from "../append-file.ts";
import { syncPath } from "../content-file.ts";
import { RecordReader, type UnreadableFrom } from "../record-reader.ts";
import { temporaryFor } from "../temporary-file.ts";
import { unreadable } from "../unreadable.ts";

/** When a file is written anew. */
export interface RewritePace {
  /** Below this it never is, in bytes. */
  readonly leastBytes: number;
  /** How many times what counts it may be. */
  readonly mostGrowth: number;
}

export const usualPace: RewritePace = { leastBytes: 64 * 1_024, mostGrowth: 8 };

export interface ReadState<Record> {
  readonly records: readonly Record[];
  readonly problem: UnreadableFrom | null;
  readonly wholeBytes: number;
  readonly bytes: number;
  readonly lastNumber: number;
  readonly generation: number;
  readonly lastAt: number;
}

/** What the file holds; nothing, when it is not there. @throws UsageError for one that cannot be read */
export function readState<Record extends RecordHead>(path: string, parse: (line: string) => ReadLine<Record>): ReadState<Record> {
  const bytes = bytesOf(path);
  const reader = new RecordReader(parse);
  const records = reader.push(bytes);
  const { problem, wholeBytes, lastNumber, generation } = reader;
  return { records, problem, wholeBytes, bytes: bytes.length, lastNumber, generation, lastAt: records.at(-1)?.at ?? 0 };
}

export interface StateFileParts<Body> {
  readonly path: string;
  readonly generation: number;
  readonly clock: Clock;
  /** First record of a file. */
  readonly open: Body;
  /** All that counts, in as few records as can be. */
  snapshot(): readonly Body[];
  readonly pace: RewritePace;
}

export interface AppendOptions {
  /** Whether it survives a power loss once the call returns. */
  readonly durable: boolean;
  /** Makes it count, now that it is in the file; `alreadyCounts` where it did before (S2). */
  readonly takeIn: () => void;
}

export const alreadyCounts = (): void => undefined;

/** The file in the hands of its leader. */
export class StateFile<Body extends object> {
  readonly #parts: StateFileParts<Body>;
  #fd: number;
  #lastNumber: number;
  #lastAt: number;
  #bytes: number;
  #limitBytes: number;
  /** Whether the folder has the file's name after a power loss. */
  #isNameSynced = false;

  /** `read`: what the file held when its records were taken in. @throws StoreCorruptError, StoreUnwritableError */
  constructor(parts: StateFileParts<Body>, read: Omit<ReadState<unknown>, "records">) {
    const { path, pace } = parts;
    if (read.problem !== null) throw new StoreCorruptError(path, read.problem.record, read.problem.reason);
    if (read.wholeBytes < read.bytes) truncateSync(path, read.wholeBytes);
    this.#parts = parts;
    this.#lastNumber = read.lastNumber;
    this.#lastAt = read.lastAt;
    this.#bytes = read.wholeBytes;
    this.#limitBytes = pace.leastBytes;
    this.#fd = openAppend(path);
    if (this.#lastNumber === 0) this.#write([parts.open], false);
    else this.#rewriteIfGrown();
  }

  /** Writes records, which are in the file when it returns; in case of an error none of them is. @throws StoreUnwritableError */
  append(bodies: readonly Body[], { durable, takeIn }: AppendOptions): void {
    if (bodies.length > 0) this.#write(bodies, durable);
    takeIn();
    this.#rewriteIfGrown();
  }

  close(): void {
    closeSync(this.#fd);
  }

  #write(bodies: readonly Body[], durable: boolean): void {
    const first = this.#lastNumber;
    const text = this.#linesOf(bodies);
    try {
      appendWhole(this.#fd, text, this.#parts.path);
      if (durable) this.#sync();
    } catch (error) {
      this.#lastNumber = first;
      throw error;
    }
    this.#bytes += Buffer.byteLength(text);
  }

  /** What is not on the disk goes from the file too: nobody is told that it is there. */
  #sync(): void {
    const { path } = this.#parts;
    try {
      syncFile(this.#fd, path);
      if (!this.#isNameSynced) for (const folder of foldersOf(path)) syncPath(folder);
      this.#isNameSynced = true;
    } catch (error) {
      ftruncateSync(this.#fd, this.#bytes);
      throw error instanceof StoreUnwritableError ? error : new StoreUnwritableError(path, error);
    }
  }

  #linesOf(bodies: readonly Body[]): string {
    const { clock, generation } = this.#parts;
    return bodies
      .map((body) => {
        this.#lastNumber += 1;
        this.#lastAt = Math.max(clock.nowUs(), this.#lastAt + 1);
        return `${JSON.stringify({ n: this.#lastNumber, g: generation, at: this.#lastAt, ...body })}\n`;
      })
      .join("");
  }

  #rewriteIfGrown(): void {
    if (this.#bytes <= this.#limitBytes) return;
    const { leastBytes, mostGrowth } = this.#parts.pace;
    const last = this.#lastNumber;
    try {
      this.#rewrite();
    } catch {
      // It goes on growing, and what was to be written is in it: the next one that cannot be written is told.
      this.#lastNumber = last;
    }
    this.#limitBytes = Math.max(leastBytes, this.#bytes * mostGrowth);
  }

  /** Nothing can fail once the new file has the name: it is open and whole by then. */
  #rewrite(): void {
    const { path, open, snapshot } = this.#parts;
    this.#lastNumber = 0;
    const text = this.#linesOf([open, ...snapshot()]);
    const temporary = temporaryFor(path);
    rmSync(temporary, { force: true });
    const fd = openAppend(temporary);
    try {
      appendWhole(fd, text, temporary);
      syncFile(fd, temporary);
      renameSync(temporary, path);
    } catch (error) {
      closeSync(fd);
      rmSync(temporary, { force: true });
      throw error;
    }
    closeSync(this.#fd);
    this.#fd = fd;
    this.#bytes = Buffer.byteLength(text);
    this.#isNameSynced = false;
  }
}

/** That of the engines, the `.millrace` folder, and the one that this lies in: each may be as new as the file. */
function foldersOf(path: string): readonly string[] {
  const engine = dirname(path);
  const home = dirname(engine);
  return [engine, home, dirname(home)];
}

/** What tells one content of a file from another without reading it; `null`: there is none. */
export function stampOf(path: string): string | null {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats === undefined ? null : `${stats.ino} ${stats.size} ${stats.mtimeMs}`;
  } catch (error) {
    throw unreadable(path, error);
  }
}

function bytesOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return Buffer.alloc(0);
    throw unreadable(path, error);
  }
}
