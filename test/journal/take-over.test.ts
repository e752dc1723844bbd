import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeBody } from "../../core/records/encode.ts";
import { foldRecords } from "../../core/records/fold.ts";
import { openDiskStorage } from "../../journal/disk-storage.ts";
import { highestGeneration, readOwner } from "../../journal/owner-file.ts";
import { readRecords } from "../../journal/run-reader.ts";
import { RunWriter } from "../../journal/run-writer.ts";
import { readAsOwner, takeOverRun } from "../../journal/take-over.ts";
import { legalRuns, rootId, toBytes } from "../records/legal-run.ts";
import { makeFolder } from "./folder.ts";

test("whatever the last owner's end left of a file, the next owner goes on without a gap", () => {
  const folder = makeFolder();
  let count = 0;
  const tails = fc.constantFrom("", "\0\0\0", "\0\n\0\n", '{"n":', "\ufffd\n");
  fc.assert(
    fc.property(legalRuns, fc.double({ min: 0, max: 1, noNaN: true }), tails, (records, share, tail) => {
      count += 1;
      const directory = join(folder, String(count));
      mkdirSync(directory);
      const bytes = toBytes(records);
      const path = join(directory, "events.ndjson");
      const kept = bytes.subarray(0, Math.floor(share * bytes.length));
      const wholeBytes = kept.lastIndexOf(0x0a) + 1;
      writeFileSync(path, Buffer.concat([kept.subarray(0, tail === "" ? undefined : wholeBytes), Buffer.from(tail)]));

      const taken = takeOverRun(directory, () => null, 40);
      const prefix = readRecords(bytes.subarray(0, wholeBytes)).records;
      expect(taken).toEqual({ generation: 41, fold: foldRecords(prefix) });
      expect(statSync(path).size).toBe(wholeBytes);

      const fold = readAsOwner(directory);
      writeAs(directory, 41, fold.lastNumber, fold.lastAt);
      const after = readRecords(readFileSync(path));
      expect(after.problem).toBeNull();
      expect(after.records.slice(0, prefix.length)).toEqual(prefix);
      expect(after.records.map(({ n }) => n)).toEqual(Array.from({ length: prefix.length + 2 }, (_, index) => index + 1));
      const times = after.records.map(({ at }) => at);
      expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
    }),
    { numRuns: 60 },
  );
});

test("a run that cannot be read is claimed and left as it is", () => {
  const directory = makeFolder();
  const path = join(directory, "events.ndjson");
  const text = '{"n":1,"g":1,"at":5,"k":"superseded","tasks":[]}\n{\n{"n":2,"g":1,"at":6,"k":"superseded","tasks":[]}\n{"n":3';
  writeFileSync(path, text);
  expect(() => takeOverRun(directory, () => null, 1)).toThrow(`${path} is unreadable from record 2: `);
  expect([readFileSync(path, "utf8"), highestGeneration(directory)]).toEqual([text, 2]);
});

test("a run without a file is one without records", () => {
  const directory = makeFolder();
  expect(takeOverRun(directory, (generation) => `socket.${generation}`, 0)?.fold.lastNumber).toBe(0);
  expect(readOwner(directory)).toMatchObject({ generation: 1, pid: process.pid, socket: "socket.1" });
});

test("the generation after the one that was found dead is taken once", () => {
  const directory = makeFolder();
  expect(takeOverRun(directory, () => null, 3)?.generation).toBe(4);
  expect(takeOverRun(directory, () => null, 3)).toBeUndefined();
});

/** As a new owner whose clock is far behind that of the last one. */
function writeAs(directory: string, generation: number, lastNumber: number, lastAt: number): void {
  const writer = new RunWriter({
    storage: openDiskStorage(directory),
    clock: { nowUs: () => 1_000_000, startTimer: () => ({ cancel: () => undefined }) },
    generation,
    lastNumber,
    lastAt,
    onFailure: (error) => expect.fail(error.message),
  });
  writer.write(writer.tick(), encodeBody({ k: "open", v: 1, id: rootId, pid: 1, sdk: "0.1.0", node: "v20" }));
  writer.write(writer.tick(), encodeBody({ k: "superseded", tasks: [] }));
  writer.close();
}
