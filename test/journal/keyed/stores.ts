import { describe } from "vitest";
import type { Clock } from "../../../core/base/clock.ts";
import { DiskKeyedStore } from "../../../journal/keyed/disk-keyed-store.ts";
import type { KeyedRecord } from "../../../journal/keyed/keyed-record.ts";
import type { KeyedStore } from "../../../journal/keyed/keyed-store.ts";
import { createMemoryKeyedStore } from "../../../journal/keyed/memory-keyed-store.ts";
import { thisMachine } from "../../../journal/machine.ts";
import { makeFolder } from "../folder.ts";

/** The same tests for both stores. */
export function describeStores(check: (open: (clock: Clock) => KeyedStore) => void): void {
  describe("in memory", () => check(createMemoryKeyedStore));
  describe("on disk", () => check((clock) => openStore(makeFolder(), clock)));
}

export function openStore(directory: string, clock: Clock, recordsInMemory = 1_000): DiskKeyedStore {
  return new DiskKeyedStore({ directory, clock, owner: { ...thisMachine(), pid: process.pid, socket: null }, recordsInMemory });
}

export function keyed(key: string, stored: string | undefined, more: Partial<KeyedRecord> = {}): KeyedRecord {
  return { key, stored, at: 0, expiresAt: null, origin: null, parts: null, ...more };
}
