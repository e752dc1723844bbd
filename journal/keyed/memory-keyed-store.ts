import type { Clock } from "../../core/base/clock.ts";
import { isExpired, type KeyedRecord } from "./keyed-record.ts";
import type { KeyedStore } from "./keyed-store.ts";
import { MemoryLocks } from "./memory-locks.ts";

/** Keeps records for this process alone: for tests, and where nothing may be written. */
export function createMemoryKeyedStore(clock: Clock): KeyedStore {
  const records = new Map<string, KeyedRecord>();
  const groups = new Map<string, KeyedRecord>();
  const results = new Map<string, string>();
  const locks = new MemoryLocks(clock);
  return {
    location: "memory",
    locks,
    read: (key, nowUs) => {
      const record = records.get(key);
      if (record === undefined) return { kind: "none" };
      return { kind: isExpired(record, nowUs) ? "expired" : "found", record };
    },
    write: (record, holder) => {
      locks.assertWritable(record.key, holder);
      records.set(record.key, record);
    },
    latest: (group) => groups.get(group) ?? null,
    setLatest: (group, record) => void groups.set(group, { ...record, key: group, stored: undefined }),
    flush: () => undefined,
    putResult: (name, text) => void results.set(name, text),
    getResult: (name) => results.get(name),
    resultPath: () => null,
  };
}
