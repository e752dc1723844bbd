/**
 * What `.millrace/engine/slots.ndjson` contains (J8): who holds slots, and how far rate limits are used. Written before a
 * grant is told, so that the next leader grants nothing that somebody holds. Who waits is not in it: those ask again.
 */
import { readStateLine } from "../records/state-line.ts";
import type { ReadLine, RecordHead } from "../records/record-head.ts";
import type { HeldSlots } from "./slots.ts";

/** The version of this format. A reader refuses a higher one. */
export const slotsVersion = 1;

export type SlotRecord = SlotRecordBody & RecordHead;

export type SlotRecordBody =
  /** First record of the file. */
  | { readonly k: "open"; readonly v: number }
  | ({ readonly k: "hold" } & HeldSlots)
  | { readonly k: "free"; readonly token: string }
  /** Slots of a limit with decay that are taken at `since`. */
  | { readonly k: "used"; readonly name: string; readonly used: number; readonly since: number };

const kinds: ReadonlySet<string> = new Set<SlotRecord["k"]>(["open", "hold", "free", "used"]);

export function readSlotLine(line: string): ReadLine<SlotRecord> {
  return readStateLine(line, kinds, slotsVersion);
}
