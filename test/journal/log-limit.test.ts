import { expect, test } from "vitest";
import { createMemoryStorage } from "../../journal/memory-storage.ts";
import type { RunStorage } from "../../journal/run-storage.ts";
import { RunWriter } from "../../journal/run-writer.ts";

/** Logs messages, each written out by itself, and gives what is kept of them. */
function logged(messages: readonly string[], limitBytes: number, storage: RunStorage = createMemoryStorage()): readonly string[] {
  const clock = { nowUs: () => 1, startTimer: () => ({ cancel: () => undefined }) };
  const writer = new RunWriter({
    storage,
    clock,
    generation: 1,
    logLimitBytes: limitBytes,
    onFailure: (error) => {
      throw error;
    },
  });
  for (const message of messages) {
    writer.writeLog({ at: 1, level: "info", message });
    writer.flush();
  }
  writer.close();
  return storage
    .readLog()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => (JSON.parse(line) as { message: string }).message);
}

const last = 'The log of this run has reached 100 B: what comes from here on is not kept. MILLRACE_LOG_LIMIT sets the limit ("500MB", "off").';

test("a log below its limit is kept whole", () => expect(logged(["a", "b"], 1_000)).toEqual(["a", "b"]));

test("a log that reaches its limit says so in its last line, and how to raise it", () => expect(logged(["one", "two", "three", "four"], 100)).toEqual(["one", "two", last]));

test("a line is kept whole or not at all, whatever its letters", () => expect(logged(["é".repeat(20), "ü".repeat(200)], 100)).toEqual(["é".repeat(20), last]));

test("a run that goes on keeps to what there is already, and says so once", () => {
  const storage = createMemoryStorage();
  logged(["one", "two", "three"], 100, storage);
  expect(logged(["four"], 100, storage)).toEqual(["one", "two", last]);
  expect(logged(["five"], 10_000, storage)).toEqual(["one", "two", last, "five"]);
});

test("lines of one write are cut between lines", () => {
  const storage = createMemoryStorage();
  const clock = { nowUs: () => 1, startTimer: () => ({ cancel: () => undefined }) };
  const writer = new RunWriter({ storage, clock, generation: 1, logLimitBytes: 100, onFailure: () => undefined });
  for (const message of ["one", "two", "three", "four"]) writer.writeLog({ at: 1, level: "info", message });
  writer.close();
  expect(storage.readLog().split("\n").slice(0, -1).map((line) => (JSON.parse(line) as { message: string }).message)).toEqual(["one", "two", last]);
});
