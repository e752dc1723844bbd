import type { RunStorage } from "./run-storage.ts";

/** Keeps a run in memory: for tests, and where nothing may be written. */
export function createMemoryStorage(): RunStorage {
  const results = new Map<string, string>();
  const records: string[] = [];
  const log: string[] = [];
  return {
    location: "memory",
    appendRecords: (lines) => void records.push(lines),
    appendLog: (lines) => void log.push(lines),
    logBytes: () => log.reduce((bytes, lines) => bytes + Buffer.byteLength(lines), 0),
    syncRecords: () => undefined,
    syncRecordsAsync: (done) => void queueMicrotask(() => done(null)),
    putResult: (name, text) => void results.set(name, text),
    getResult: (name) => results.get(name),
    resultPath: () => null,
    readRecords: () => records.join(""),
    readLog: () => log.join(""),
    close: () => undefined,
  };
}
