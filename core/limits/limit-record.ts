/** What `.millrace/engine/limits.ndjson` contains (J8): the limits there are. */
import { readStateLine } from "../records/state-line.ts";
import type { ReadLine, RecordHead } from "../records/record-head.ts";

/** The version of this format. A reader refuses a higher one. */
export const limitsVersion = 1;

export type LimitRecord = LimitRecordBody & RecordHead;

export type LimitRecordBody =
  /** First record of the file. */
  | { readonly k: "open"; readonly v: number }
  | { readonly k: "limit"; readonly name: string; readonly limit: number; readonly decay?: number }
  | { readonly k: "unlimit"; readonly name: string };

const kinds: ReadonlySet<string> = new Set<LimitRecord["k"]>(["open", "limit", "unlimit"]);

export function readLimitLine(line: string): ReadLine<LimitRecord> {
  return readStateLine(line, kinds, limitsVersion);
}
