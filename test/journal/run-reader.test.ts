import fc from "fast-check";
import { expect, test } from "vitest";
import { foldRecords } from "../../core/records/fold.ts";
import type { RunRecord } from "../../core/records/run-record.ts";
import { readRecords, RunReader } from "../../journal/run-reader.ts";
import { legalRuns, toBytes } from "../records/legal-run.ts";

/** Reads the bytes in pieces of these sizes, over and over. */
function readInPieces(bytes: Buffer, sizes: readonly number[]): { readonly reader: RunReader; readonly records: readonly RunRecord[] } {
  const reader = new RunReader();
  const records: RunRecord[] = [];
  for (let start = 0, turn = 0; start < bytes.length; turn += 1) {
    const end = start + (sizes[turn % sizes.length] ?? 1);
    records.push(...reader.push(bytes.subarray(start, end)));
    start = end;
  }
  return { reader, records };
}

const pieces = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 8 });

test("a run is read alike however the reading of its bytes is cut, within characters too", () => {
  fc.assert(
    fc.property(legalRuns, pieces, (records, sizes) => {
      const bytes = toBytes(records);
      const read = readInPieces(bytes, sizes);
      expect(read.records).toEqual(records);
      expect(foldRecords(read.records)).toEqual(foldRecords(records));
      expect([read.reader.problem, read.reader.lastNumber, read.reader.wholeBytes]).toEqual([null, records.length, bytes.length]);
    }),
  );
});

test("a run is read alike when every byte comes alone", () => {
  const property = fc.property(legalRuns, (records) => {
    expect(readInPieces(toBytes(records), [1]).records).toEqual(records);
  });
  fc.assert(property, { numRuns: 20 });
});

test("a file cut at any byte gives the records before the cut, and says where they end", () => {
  fc.assert(
    fc.property(legalRuns, (records) => {
      const bytes = toBytes(records);
      const ends = records.map((_, index) => toBytes(records.slice(0, index + 1)).length);
      for (let cut = 0; cut <= bytes.length; cut += 1) {
        const read = readRecords(bytes.subarray(0, cut));
        const count = ends.filter((end) => end <= cut).length;
        if (read.problem !== null || read.records.length !== count || read.wholeBytes !== (ends[count - 1] ?? 0)) {
          expect.fail(`cut at byte ${cut}: ${JSON.stringify({ ...read, records: read.records.length, expected: count })}`);
        }
      }
    }),
    { numRuns: 5 },
  );
});

const tails = fc.oneof(
  fc.integer({ min: 1, max: 5_000 }).map((count) => Buffer.alloc(count)),
  fc.integer({ min: 1, max: 9 }).map((count) => Buffer.from("\0\0\0\n".repeat(count))),
  fc.uint8Array({ minLength: 1 }).map((bytes) => Buffer.from(bytes)),
  fc.constant(Buffer.from('{"n":7,"g":1,"at":17\n')),
);

test("whatever a power loss leaves behind the last record does no harm, and is not counted as whole", () => {
  fc.assert(
    fc.property(legalRuns, tails, pieces, (records, tail, sizes) => {
      const whole = toBytes(records);
      const read = readInPieces(Buffer.concat([whole, tail]), sizes);
      expect(read.records).toEqual(records);
      expect([read.reader.problem, read.reader.wholeBytes]).toEqual([null, whole.length]);
    }),
  );
});

test("a bad line with a good one behind it makes the run unreadable from there, and keeps what is before", () => {
  const bad = fc.constantFrom("{", "\0\0\0", "null", "[]", '{"n":1}', '{"n":3,"g":1,"at":5,"k":"later"}', "\ufffd");
  fc.assert(
    fc.property(legalRuns, fc.nat(), bad, pieces, (records, position, line, sizes) => {
      const kept = position % records.length;
      const bytes = Buffer.concat([toBytes(records.slice(0, kept)), Buffer.from(`${line}\n`), toBytes(records.slice(kept))]);
      const read = readInPieces(bytes, sizes);
      expect(read.records).toEqual(records.slice(0, kept));
      expect(read.reader.problem).toEqual({ record: kept + 1, reason: expect.any(String) });
    }),
  );
});

test("a record that is missing, or there twice, makes the run unreadable from there", () => {
  fc.assert(
    fc.property(legalRuns, fc.nat(), fc.boolean(), (records, position, isTwice) => {
      const at = position % (records.length - 1);
      const damaged = isTwice ? records.toSpliced(at, 0, ...records.slice(at, at + 1)) : records.toSpliced(at, 1);
      const read = readRecords(toBytes(damaged));
      expect(read.records).toEqual(records.slice(0, isTwice ? at + 1 : at));
      expect(read.problem?.record).toBe(isTwice ? at + 2 : at + 1);
    }),
  );
});

test("what an owner that has lost the run writes behind the next one's records is passed over", () => {
  fc.assert(
    fc.property(legalRuns, fc.array(fc.nat(), { minLength: 1, maxLength: 5 }), (records, places) => {
      const later = records.map((record) => ({ ...record, g: record.g + 1 }));
      const first = later[0];
      const mixed = places.reduce((list, place) => list.toSpliced(1 + (place % list.length), 0, { ...later[0], g: 1, n: place } as RunRecord), later);
      const read = readRecords(toBytes(mixed));
      expect([read.problem, read.records[0]]).toEqual([null, first]);
      expect(foldRecords(read.records)).toEqual(foldRecords(later));
    }),
  );
});

test("bytes that are no UTF-8 within a record do not move the place where it ends", () => {
  const line = Buffer.from('{"n":1,"g":1,"at":5,"k":"site","site":1,"position":"?"}\n');
  line[line.indexOf("?")] = 0xff;
  const read = readRecords(Buffer.concat([line, Buffer.from('{"n":2,')]));
  expect([read.records.length, read.wholeBytes]).toEqual([1, line.length]);
});
