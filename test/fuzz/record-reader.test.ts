/** Whatever has become of a run's file, it is read as far as it is good, and whoever shows it shows that or says what is wrong. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { foldRecords } from "../../core/records/fold.ts";
import type { RunRecord } from "../../core/records/run-record.ts";
import { toRunDocument } from "../../core/protocol/to-document.ts";
import { closingRecord } from "../../engine/runs/closed-record.ts";
import { RunProjection, summaryOf } from "../../engine/runs/picture/run-projection.ts";
import { showStored } from "../../journal/show-value.ts";
import { readRecords, RunReader } from "../../journal/run-reader.ts";
import { legalRuns, rootId, toBytes } from "../records/legal-run.ts";
import { damaged, fuzzing, fuzzTimeoutMs } from "./fuzz.ts";

const identity = { id: rootId, request: undefined, createdAt: 1, root: "/w", folder: "/w", folderName: "/w" };

/** Everything that is made of a run for people. */
function showAll(file: Buffer | string): void {
  const bytes = Buffer.from(file);
  const { records, problem } = readRecords(bytes);
  const view = foldRecords(records);
  const source = { getResult: () => undefined, resultOf: () => undefined };
  const text = problem === null ? null : problem.reason;
  JSON.stringify(toRunDocument({ view, logs: [], showValue: (value) => showStored(value, source), ...(text === null ? {} : { problem: text }) }));
  JSON.stringify(new RunProjection(identity, view).picture(null, text));
  JSON.stringify(summaryOf(identity, view, null, text));
  closingRecord(view);
}

/** A run of which one record says something else than it was written to. */
const damagedRuns = fc
  .tuple(legalRuns, fc.nat())
  .chain(([records, pick]) => {
    const index = pick % records.length;
    return damaged(records[index]).map((strange) => toBytes(records.map((record, each) => (each === index ? (strange as RunRecord) : record))).toString("utf8"));
  });

test("a record with wrong fields is a bad line: nothing throws that shows the run", { timeout: fuzzTimeoutMs }, () => {
  fc.assert(fc.property(damagedRuns, showAll), fuzzing(400));
});

const flips = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 8 });

test("bytes that have become others, are missing or there twice do no more harm", { timeout: fuzzTimeoutMs }, () => {
  const property = fc.property(legalRuns, flips, fc.nat(), fc.nat(), (records, changes, from, length) => {
    const bytes = toBytes(records);
    for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
    const start = from % bytes.length;
    const end = start + (length % 300);
    showAll(bytes);
    showAll(Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]));
    showAll(Buffer.concat([bytes.subarray(0, end), bytes.subarray(start)]));
    showAll(Buffer.concat([bytes.subarray(0, start), Buffer.alloc(length % 5_000), bytes.subarray(start)]));
  });
  fc.assert(property, fuzzing(150));
});

test("what is read of a damaged file does not depend on how its reading was cut", { timeout: fuzzTimeoutMs }, () => {
  const property = fc.property(damagedRuns, fc.integer({ min: 1, max: 200 }), (text, size) => {
    const bytes = Buffer.from(text);
    const reader = new RunReader();
    const records: RunRecord[] = [];
    for (let start = 0; start < bytes.length; start += size) records.push(...reader.push(bytes.subarray(start, start + size)));
    const whole = readRecords(bytes);
    expect([records, reader.problem, reader.wholeBytes]).toEqual([whole.records, whole.problem, whole.wholeBytes]);
  });
  fc.assert(property, fuzzing(100));
});
