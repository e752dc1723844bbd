import type * as Fs from "node:fs";
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { encodeBody } from "../../core/records/encode.ts";
import { openDiskStorage } from "../../journal/disk-storage.ts";
import { putIntoInbox } from "../../journal/inbox.ts";
import { readRecords } from "../../journal/run-reader.ts";
import { RunWriter } from "../../journal/run-writer.ts";
import { bodyOf, legalRuns, toBytes } from "../records/legal-run.ts";
import { makeFolder } from "./folder.ts";

/** The disk: how many bytes a write takes at most, and how many there is room for. */
const disk = vi.hoisted(() => ({ mostPerWrite: Number.POSITIVE_INFINITY, room: Number.POSITIVE_INFINITY }));

vi.mock("node:fs", async (importOriginal) => {
  const fs = await importOriginal<typeof Fs>();
  const writeSync = (fd: number, data: string | Buffer, offset = 0): number => {
    const bytes = Buffer.from(data).subarray(offset);
    const taken = Math.min(bytes.length, disk.mostPerWrite, disk.room);
    if (taken === 0 && bytes.length > 0) throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
    disk.room -= taken;
    return fs.writeSync(fd, bytes, 0, taken);
  };
  return { ...fs, writeSync };
});

afterEach(() => {
  disk.mostPerWrite = Number.POSITIVE_INFINITY;
  disk.room = Number.POSITIVE_INFINITY;
});

test("writes that fall short are gone on with until all is there", () => {
  const storage = openDiskStorage(makeFolder());
  disk.mostPerWrite = 3;
  storage.appendRecords("{\"a\":\"水車🌊\"}\n");
  expect(storage.readRecords()).toBe("{\"a\":\"水車🌊\"}\n");
});

test("a full disk keeps nothing of a write that it takes only in part, whole lines neither", () => {
  const storage = openDiskStorage(makeFolder());
  storage.appendRecords("one\ntwo\n");
  disk.room = 12;
  expect(() => storage.appendRecords("three\nfour\nfive\n")).toThrow(expect.objectContaining({ code: "MILLRACE_STORE_UNWRITABLE" }));
  expect(storage.readRecords()).toBe("one\ntwo\n");
});

test("a run goes through a disk that fills up and is emptied with each record in its file once", () => {
  const folder = makeFolder();
  let count = 0;
  fc.assert(
    fc.property(legalRuns, fc.array(fc.nat(400), { minLength: 1, maxLength: 10 }), (records, rooms) => {
      count += 1;
      const directory = join(folder, String(count));
      mkdirSync(directory);
      const writer = new RunWriter({
        storage: openDiskStorage(directory),
        clock: { nowUs: () => 1_769_850_000_000_000, startTimer: () => ({ cancel: () => undefined }) },
        generation: 1,
        onFailure: (error) => expect(error).toMatchObject({ code: "MILLRACE_STORE_UNWRITABLE" }),
      });
      for (const [index, record] of records.entries()) {
        writer.write(writer.tick(), encodeBody(bodyOf(record)));
        if (index % 3 !== 0) continue;
        disk.room = rooms[index % rooms.length] ?? 0;
        writer.flush();
        const read = readRecords(readFileSync(join(directory, "events.ndjson")));
        expect([read.problem, read.wholeBytes]).toEqual([null, statSync(join(directory, "events.ndjson")).size]);
      }
      disk.room = Number.POSITIVE_INFINITY;
      expect(writer.close()).toBe(true);
      const bytes = readFileSync(join(directory, "events.ndjson"));
      expect(readRecords(bytes).records.map(({ n }) => n)).toEqual(records.map(({ n }) => n));
      expect(bytes.length).toBe(toBytes(readRecords(bytes).records).length);
    }),
    { numRuns: 40 },
  );
});

test("the files of a run are their owner's alone", () => {
  const directory = makeFolder();
  const storage = openDiskStorage(directory);
  storage.appendRecords("{}\n");
  storage.appendLog("{}\n");
  storage.putResult("ab.json", "1");
  storage.close();
  const modes = ["events.ndjson", "log.ndjson", "results", "results/ab.json"].map((name) => `${name} ${(statSync(join(directory, name)).mode & 0o777).toString(8)}`);
  expect(modes).toEqual(["events.ndjson 600", "log.ndjson 600", "results 700", "results/ab.json 600"]);
});

test("a run that logs nothing has no log, and one that has no large value no folder for them", () => {
  const directory = makeFolder();
  openDiskStorage(directory).close();
  expect(["log.ndjson", "results"].map((name) => existsSync(join(directory, name)))).toEqual([false, false]);
  expect([openDiskStorage(directory).readLog(), openDiskStorage(directory).getResult("ab.json")]).toEqual(["", undefined]);
});

test.each([false, true])("a large value is kept once under its name, and nothing half written stays (durable: %s)", (durable) => {
  const directory = makeFolder();
  const storage = openDiskStorage(directory, { durable });
  const path = join(directory, "results/ab.json");
  storage.putResult("ab.json", "text");
  const first = statSync(path).ino;
  storage.putResult("ab.json", "text");
  expect([storage.getResult("ab.json"), statSync(path).ino, readdirSync(join(directory, "results"))]).toEqual(["text", first, ["ab.json"]]);
});

test.each([false, true])("a large value whose file has been damaged is written anew (durable: %s)", (durable) => {
  const directory = makeFolder();
  const storage = openDiskStorage(directory, { durable });
  storage.putResult("ab.json", "text");
  writeFileSync(join(directory, "results/ab.json"), "te");
  storage.putResult("ab.json", "text");
  expect([storage.getResult("ab.json"), readdirSync(join(directory, "results"))]).toEqual(["text", ["ab.json"]]);
});

test("an owner writes behind what is there", () => {
  const directory = makeFolder();
  appendFileSync(join(directory, "events.ndjson"), "one\n");
  const storage = openDiskStorage(directory);
  storage.appendRecords("two\n");
  expect(storage.readRecords()).toBe("one\ntwo\n");
});

test.each(["", '{"at":1}\n', '{"at":1}\n{"at":', "\0\0\0", '{"at":1}\n\0\0\n'])("the first line of a new owner's log is none of what a power loss has left: %j", (left) => {
  const directory = makeFolder();
  writeFileSync(join(directory, "log.ndjson"), left);
  const storage = openDiskStorage(directory);
  storage.appendLog('{"at":2}\n');
  storage.appendLog('{"at":3}\n');
  const lines = readFileSync(join(directory, "log.ndjson"), "utf8").split("\n");
  expect([lines.slice(-3), lines.length]).toEqual([['{"at":2}', '{"at":3}', ""], left.split("\n").length + (left === "" || left.endsWith("\n") ? 2 : 3)]);
});

test("a directory that is not there cannot be written, says its path and what to do", () => {
  const directory = join(makeFolder(), "gone");
  expect(() => openDiskStorage(directory)).toThrow(
    expect.objectContaining({
      code: "MILLRACE_STORE_UNWRITABLE",
      message: expect.stringContaining(join(directory, "events.ndjson")),
      hint: expect.stringContaining("MILLRACE_HOME"),
    }),
  );
});

test("a directory that is moved meanwhile is not made again: what no longer can be written there is told", () => {
  const directory = join(makeFolder(), "run");
  mkdirSync(directory);
  const storage = openDiskStorage(directory);
  storage.putResult("a.json", "1");
  renameSync(directory, `${directory}-moved`);
  expect(() => storage.putResult("b.json", "2")).toThrow(expect.objectContaining({ code: "MILLRACE_STORE_UNWRITABLE" }));
  expect(() => putIntoInbox(directory, { input: "i", at: 1, flowRunId: "r", key: "k" })).toThrow(expect.objectContaining({ code: "MILLRACE_STORE_UNWRITABLE" }));
  expect(existsSync(directory)).toBe(false);
});
