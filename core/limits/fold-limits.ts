import { assertNever } from "../base/assert-never.ts";
import { LimitBook } from "./limit-book.ts";
import type { LimitRecord, LimitRecordBody } from "./limit-record.ts";
import type { SlotRecord, SlotRecordBody } from "./slot-record.ts";
import type { HeldSlots, Limit } from "./slots.ts";

/** The limits there are, by name. */
export function foldLimits(records: readonly LimitRecord[]): ReadonlyMap<string, Limit> {
  const limits = new Map<string, Limit>();
  for (const record of records) {
    switch (record.k) {
      case "open":
        break;
      case "limit":
        limits.set(record.name, { name: record.name, limit: record.limit, decayPerSecond: record.decay ?? null });
        break;
      case "unlimit":
        limits.delete(record.name);
        break;
      default:
        assertNever(record, "record of a limit");
    }
  }
  return limits;
}

/** A book as its records tell it, at a time not before theirs. */
export function foldSlots(limits: ReadonlyMap<string, Limit>, records: readonly SlotRecord[], nowUs: number): LimitBook {
  const book = new LimitBook();
  for (const limit of limits.values()) book.set(limit, nowUs);
  // Those that were given back, which are nearly all, are not taken first.
  const held = new Map<string, HeldSlots>();
  const used = new Map<string, { readonly used: number; readonly since: number }>();
  for (const record of records) {
    switch (record.k) {
      case "open":
        break;
      case "hold":
        held.set(record.token, record);
        break;
      case "free":
        held.delete(record.token);
        break;
      case "used":
        used.set(record.name, record);
        break;
      default:
        assertNever(record, "record of a slot");
    }
  }
  for (const { token, names, occupy, holder, since } of held.values()) book.restore({ token, names, occupy, holder, since }, nowUs);
  for (const [name, usage] of used) book.restoreUsage(name, usage.used, usage.since);
  return book;
}

export function limitRecord({ name, limit, decayPerSecond }: Limit): LimitRecordBody {
  return { k: "limit", name, limit, ...(decayPerSecond === null ? {} : { decay: decayPerSecond }) };
}

/** Who holds what, in as few records as can be. */
export function slotRecords(book: LimitBook, nowUs: number): readonly SlotRecordBody[] {
  return [
    ...book.held().map((held): SlotRecordBody => ({ k: "hold", ...held })),
    ...book.limits().flatMap(({ name }): readonly SlotRecordBody[] => {
      const usage = book.usage(name, nowUs);
      return usage === null || usage.used === 0 ? [] : [{ k: "used", name, ...usage }];
    }),
  ];
}
