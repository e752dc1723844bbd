/**
 * Bytes of a file of records into records, as they arrive. The same code reads a whole file and tails a growing one.
 *
 * R1. A line counts only with its newline; what follows the last newline is kept until the rest comes.
 * R2. Bad last lines are a torn tail (a crash, a power loss: NUL bytes too) and do no harm.
 * R3. A bad line with a good one behind it makes the file unreadable from that record: nothing after it is told.
 * R4. Records of a lower generation behind a higher one are passed over (an owner that had lost the file).
 */
import { StringDecoder } from "node:string_decoder";
import type { ReadLine, RecordHead } from "../core/records/record-head.ts";

const newline = 0x0a;

export interface UnreadableFrom {
  /** Number of the first record that cannot be read. */
  readonly record: number;
  readonly reason: string;
}

export class RecordReader<Record extends RecordHead> {
  readonly #parse: (line: string) => ReadLine<Record>;
  #decoder = new StringDecoder("utf8");
  #rest = "";
  #suspect: UnreadableFrom | null = null;
  #problem: UnreadableFrom | null = null;
  #lastNumber = 0;
  #generation = 0;
  #wholeBytes = 0;
  #pushedBytes = 0;

  constructor(parse: (line: string) => ReadLine<Record>) {
    this.#parse = parse;
  }

  /** What makes the file unreadable, or `null` while all is well. */
  get problem(): UnreadableFrom | null {
    return this.#problem;
  }

  get lastNumber(): number {
    return this.#lastNumber;
  }

  get generation(): number {
    return this.#generation;
  }

  /** Up to here the file is whole records; a new owner cuts what is behind. */
  get wholeBytes(): number {
    return this.#wholeBytes;
  }

  /** Takes the next bytes and gives the records that they complete. */
  push(chunk: Buffer): Record[] {
    const text = this.#rest + this.#decoder.write(chunk);
    const lines = text.split("\n");
    this.#rest = lines.pop() ?? "";
    const records: Record[] = [];
    let end = 0;
    for (const line of lines) {
      // Found in the bytes, not counted in the text: bytes that are no UTF-8 have another length there.
      end = chunk.indexOf(newline, end) + 1;
      const record = this.#take(line, this.#pushedBytes + end);
      if (record !== undefined) records.push(record);
    }
    this.#pushedBytes += chunk.length;
    return records;
  }

  #take(line: string, end: number): Record | undefined {
    if (this.#problem !== null) return undefined;
    const parsed = this.#parse(line);
    if (parsed.kind === "bad") {
      this.#suspect ??= { record: this.#lastNumber + 1, reason: parsed.reason };
      return undefined;
    }
    const { record } = parsed;
    if (record.g < this.#generation) return undefined;
    if (this.#suspect === null && record.n !== this.#lastNumber + 1) {
      this.#suspect = { record: this.#lastNumber + 1, reason: `record ${record.n} stands in its place` };
    }
    if (this.#suspect !== null) {
      this.#problem = this.#suspect;
      return undefined;
    }
    this.#lastNumber = record.n;
    this.#generation = record.g;
    this.#wholeBytes = end;
    return record;
  }
}
