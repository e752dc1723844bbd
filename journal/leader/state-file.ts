/**
 * A file of what the engines of a workspace share (J8): whole, numbered, versioned lines (J2) that the leader alone writes
 * and everyone reads.
 *
 * S1. A new leader cuts a torn tail, and goes on with the next number and its own generation; what a leader that has lost
 *     its place still writes is passed over.
 * S2. A file that has grown is written anew from what counts, under another name that is then its own, so that a reader has
 *     the one or the other. Numbers begin at 1 again.
 */
import { closeSync, fstatSync, readFileSync, renameSync, statSync, truncateSync, writeFileSync } from "node:fs";
import type { Clock } from "../../core/base/clock.ts";
import { StoreCorruptError, StoreUnwritableError } from "../../core/protocol/errors.ts";
import type { ReadLine, RecordHead } from "../../core/records/record-head.ts";
import { appendWhole, openAppend, syncFile } from "../append-file.ts";
import { RecordReader, type UnreadableFrom } from "../record-reader.ts";
import { temporaryFor } from "../temporary-file.ts";

/** Below this it is never written anew, in bytes. */
const leastBytes = 64 * 1_024;
/** How many times what counts it may be. */
const mostGrowth = 8;

export interface ReadState<Record> {
  readonly records: readonly Record[];
  readonly problem: UnreadableFrom | null;
  readonly wholeBytes: number;
  readonly bytes: number;
  readonly lastNumber: number;
  readonly generation: number;
  readonly lastAt: number;
}

/** What the file holds; nothing, when it is not there. */
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
}

/** The file in the hands of its leader. */
export class StateFile<Body extends object> {
  readonly #parts: StateFileParts<Body>;
  #fd: number;
  #lastNumber: number;
  #lastAt: number;
  #bytes: number;
  #limitBytes = leastBytes;

  /** `read`: what the file held when its records were taken in. @throws StoreCorruptError, StoreUnwritableError */
  constructor(parts: StateFileParts<Body>, read: Omit<ReadState<unknown>, "records">) {
    const { path } = parts;
    if (read.problem !== null) throw new StoreCorruptError(path, read.problem.record, read.problem.reason);
    if (read.wholeBytes < read.bytes) truncateSync(path, read.wholeBytes);
    this.#parts = parts;
    this.#lastNumber = read.lastNumber;
    this.#lastAt = read.lastAt;
    this.#bytes = read.wholeBytes;
    this.#fd = openAppend(path);
    if (this.#lastNumber === 0) this.append([parts.open]);
    else this.#compactIfGrown();
  }

  /** Writes records, which are in the file when it returns. `durable`: they survive a power loss then. @throws StoreUnwritableError */
  append(bodies: readonly Body[], options: { readonly durable: boolean } = { durable: false }): void {
    if (bodies.length === 0) return;
    const first = this.#lastNumber;
    const text = this.#linesOf(bodies);
    try {
      appendWhole(this.#fd, text, this.#parts.path);
    } catch (error) {
      this.#lastNumber = first;
      throw error;
    }
    this.#bytes += Buffer.byteLength(text);
    if (options.durable) syncFile(this.#fd, this.#parts.path);
    this.#compactIfGrown();
  }

  close(): void {
    closeSync(this.#fd);
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

  #compactIfGrown(): void {
    if (this.#bytes <= this.#limitBytes) return;
    const { path, open, snapshot } = this.#parts;
    const last = this.#lastNumber;
    try {
      this.#lastNumber = 0;
      const text = this.#linesOf([open, ...snapshot()]);
      const temporary = temporaryFor(path);
      writeFileSync(temporary, text, { mode: 0o600, flush: true });
      renameSync(temporary, path);
      closeSync(this.#fd);
      this.#fd = openAppend(path);
      this.#bytes = fstatSync(this.#fd).size;
    } catch (error) {
      this.#lastNumber = last;
      // It goes on growing, and what was to be written is in it: the next one that cannot be written is told.
      if (!(error instanceof Error)) throw new StoreUnwritableError(path, error);
    }
    this.#limitBytes = Math.max(leastBytes, this.#bytes * mostGrowth);
  }
}

/** What tells one content of a file from another without reading it; `null`: there is none. */
export function stampOf(path: string): string | null {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? null : `${stats.ino} ${stats.size} ${stats.mtimeMs}`;
}

function bytesOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return Buffer.alloc(0);
    throw error;
  }
}
