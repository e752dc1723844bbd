import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { DiskKeyedStore } from "../../../journal/keyed/disk-keyed-store.ts";
import { thisMachine } from "../../../journal/machine.ts";
import { encodeValue } from "../../../journal/value-codec.ts";
import { pruneCache } from "../../../engine/runs/retention/prune-cache.ts";
import { HandClock } from "../hand-clock.ts";

const hourMs = 3_600_000;
const all = { maxAgeMs: null, maxBytes: null };

function openStore(): { readonly home: string; readonly store: DiskKeyedStore; keep(key: string, value: unknown, ageMs: number, expiresInMs?: number): void; keys(): readonly string[]; files(): number } {
  const home = mkdtempSync(join(tmpdir(), "millrace-test-"));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const clock = new HandClock();
  const store = new DiskKeyedStore({ directory: join(home, "cache"), clock, owner: { ...thisMachine(), pid: process.pid, socket: null }, recordsInMemory: 0 });
  return {
    home,
    store,
    keep: (key, value, ageMs, expiresInMs) => {
      const at = nowUs() - ageMs * 1_000;
      store.write({ key, stored: encodeValue(value, 100, store), at, expiresAt: expiresInMs === undefined ? null : at + expiresInMs * 1_000, origin: null, parts: null });
    },
    keys: () => readdirSync(join(home, "cache", "records")).map((name) => name.slice(2)).sort(),
    files: () => readdirSync(join(home, "cache", "results")).length,
  };
}

/** Files bear the machine's time, so the test's now is the machine's. */
function nowUs(): number {
  return Math.round((performance.timeOrigin + performance.now()) * 1_000);
}

test("records that have expired go with their large values, others stay", () => {
  const { home, store, keep, keys, files } = openStore();
  keep("expired", "a".repeat(500), 2 * hourMs, hourMs);
  keep("fresh", "b".repeat(500), hourMs, 2 * hourMs);
  keep("kept", 1, 1_000 * hourMs);
  const options = { retention: all, nowUs: nowUs(), isDryRun: true };
  const dry = pruneCache(home, options);
  expect([dry.records, dry.files, keys()]).toEqual([1, 2, ["expired", "fresh", "kept"]]);
  expect(pruneCache(home, { ...options, isDryRun: false })).toEqual(dry);
  expect([keys(), files()]).toEqual([["fresh", "kept"], 1]);
  expect(store.read("fresh", nowUs()).kind).toBe("found");
});

test("beyond an age and beyond a size the oldest go", () => {
  const { home, keep, keys } = openStore();
  keep("old", 1, 50 * hourMs);
  keep("middle", "m".repeat(5_000), 20 * hourMs);
  keep("new", "n".repeat(5_000), hourMs);
  pruneCache(home, { retention: { maxAgeMs: 30 * hourMs, maxBytes: null }, nowUs: nowUs(), isDryRun: false });
  expect(keys()).toEqual(["middle", "new"]);
  pruneCache(home, { retention: { maxAgeMs: null, maxBytes: 8_000 }, nowUs: nowUs(), isDryRun: false });
  expect(keys()).toEqual(["new"]);
});

test("a value that two records name stays with the second", () => {
  const { home, keep, keys, files } = openStore();
  keep("expired", "same".repeat(500), 2 * hourMs, hourMs);
  keep("kept", "same".repeat(500), hourMs);
  pruneCache(home, { retention: all, nowUs: nowUs(), isDryRun: false });
  expect([keys(), files()]).toEqual([["kept"], 1]);
});

test("a value on its way to its record stays, a key that is locked is left alone, and a damaged record goes", async () => {
  const { home, store, keep, keys, files } = openStore();
  keep("locked", 1, 2 * hourMs, hourMs);
  keep("damaged", 2, hourMs);
  writeFileSync(join(home, "cache", "records", "k-damaged"), "{");
  encodeValue("w".repeat(500), 100, store);
  await store.locks.acquire("locked", "somebody");
  expect(pruneCache(home, { retention: all, nowUs: nowUs(), isDryRun: false }).records).toBe(1);
  expect([keys(), files()]).toEqual([["locked"], 1]);
  store.locks.release("locked", "somebody");
  pruneCache(home, { retention: all, nowUs: nowUs() + 2 * hourMs * 1_000, isDryRun: false });
  expect([keys(), files()]).toEqual([[], 0]);
});

test("whoever reads while records go finds them whole or not at all", () => {
  const { home, store, keep } = openStore();
  keep("gone", "g".repeat(5_000), 50 * hourMs);
  const read = store.read("gone", nowUs());
  pruneCache(home, { retention: { maxAgeMs: hourMs, maxBytes: null }, nowUs: nowUs(), isDryRun: false });
  // It had the record, and finds its value gone: a miss, not a failure.
  expect([read.kind, store.getResult(readValue(read)), store.read("gone", nowUs()).kind]).toEqual(["found", undefined, "none"]);
});

test("a folder without a cache has nothing to lose", () => {
  const home = mkdtempSync(join(tmpdir(), "millrace-test-"));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  utimesSync(home, 1, 1);
  expect(pruneCache(home, { retention: all, nowUs: nowUs(), isDryRun: false })).toEqual({ records: 0, files: 0, freedBytes: 0 });
});

function readValue(read: ReturnType<DiskKeyedStore["read"]>): string {
  const stored: unknown = read.kind === "found" && read.record.stored !== undefined ? JSON.parse(read.record.stored) : {};
  return typeof stored === "object" && stored !== null && "f" in stored && typeof stored.f === "string" ? stored.f : "";
}
