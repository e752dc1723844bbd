/** Bytes of `events.ndjson` into records. */
import { parseLine } from "../core/records/parse.ts";
import type { RunRecord } from "../core/records/run-record.ts";
import { RecordReader, type UnreadableFrom } from "./record-reader.ts";

export class RunReader extends RecordReader<RunRecord> {
  constructor() {
    super(parseLine);
  }
}

export interface ReadRecords {
  readonly records: readonly RunRecord[];
  readonly problem: UnreadableFrom | null;
  readonly wholeBytes: number;
}

/** Reads a whole file's bytes at once. */
export function readRecords(bytes: Buffer): ReadRecords {
  const reader = new RunReader();
  const records = reader.push(bytes);
  return { records, problem: reader.problem, wholeBytes: reader.wholeBytes };
}
