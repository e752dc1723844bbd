import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeBody, encodeDone, encodeItem, encodeReuse, encodeStart, encodeStored, encodeTaskRun, encodeTaskSet, RecordEncoder } from "../../core/records/encode.ts";
import { parseLine } from "../../core/records/parse.ts";
import type { RunRecord } from "../../core/records/run-record.ts";
import { bodyOf, legalRuns } from "./legal-run.ts";

/** What the run's owners put together by hand, else what JSON makes of it. */
function body(record: RunRecord): string {
  switch (record.k) {
    case "task": {
      const { in: inputs, ...rest } = record;
      return encodeTaskRun(rest, inputs === undefined ? undefined : JSON.stringify(inputs));
    }
    case "start":
      return encodeStart(record.task);
    case "done":
      return encodeDone(record.task, record.r === undefined ? undefined : encodeStored(record.r));
    case "item":
      if (record.left === 1) return encodeBody(bodyOf(record));
      return encodeItem("task", record.task ?? 0, record.v === undefined ? undefined : encodeStored(record.v));
    case "reuse":
      return encodeReuse(record.task, record.attempt, record.site, record.c === 1);
    case "set": {
      if (record.run !== undefined) return encodeBody(bodyOf(record));
      const { in: inputs, ...rest } = record;
      return encodeTaskSet(rest, inputs === undefined ? undefined : JSON.stringify(inputs)) ?? "";
    }
    default:
      return encodeBody(bodyOf(record));
  }
}

test("every kind of record is read as it was written", () => {
  fc.assert(
    fc.property(legalRuns, (records) => {
      const encoders = new Map<number, RecordEncoder>();
      for (const record of records) {
        const encoder = encoders.get(record.g) ?? new RecordEncoder(record.g);
        encoders.set(record.g, encoder);
        const line = encoder.line(record.n, record.at, body(record));
        expect(line.indexOf("\n")).toBe(line.length - 1);
        expect(parseLine(line.slice(0, -1))).toEqual({ kind: "record", record });
      }
    }),
  );
});

test("the runs tried here have records of every kind", () => {
  const kinds = new Set(fc.sample(legalRuns, { numRuns: 300, seed: 1 }).flat().map((record) => record.k));
  expect([...kinds].sort()).toEqual(["artifact", "artifactSet", "attempt", "closed", "def", "done", "event", "flow", "held", "item", "open", "reuse", "set", "site", "start", "state", "superseded", "task"]);
});

test("a time is written in all its digits, whatever second and fraction it has", () => {
  const encoder = new RecordEncoder(1);
  const times = fc.array(fc.tuple(fc.integer({ min: 1, max: 4_000_000_000 }), fc.constantFrom(0, 1, 9, 99_999, 100_000, 999_999)));
  fc.assert(
    fc.property(times, (list) => {
      for (const [second, micros] of list) {
        const at = second * 1_000_000 + micros;
        expect(encoder.line(1, at, encodeStart(1))).toBe(`{"n":1,"g":1,"at":${at},"k":"start","task":1}\n`);
      }
    }),
  );
});

test("nothing that became known of a task is no record", () => {
  expect(encodeTaskSet({ task: 1 }, undefined)).toBeUndefined();
});

test("no text makes the reader throw", () => {
  const lines = fc.oneof(fc.string(), fc.json(), fc.record({ n: fc.anything(), g: fc.anything(), at: fc.anything(), k: fc.anything() }).map((value) => tryJson(value)));
  fc.assert(fc.property(lines, (line) => ["bad", "record"].includes(parseLine(line).kind)));
});

function tryJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return "null";
  }
}
