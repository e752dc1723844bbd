import type { ReadLine } from "./record-head.ts";
import { isKnownKind, wrongFieldOf } from "./record-shapes.ts";
import { recordVersion, type RunRecord } from "./run-record.ts";

/** Reads one line without its newline. A kind that this version does not know makes the run unreadable rather than wrong. */
export function parseLine(line: string): ReadLine<RunRecord> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    return { kind: "bad", reason: error instanceof Error ? error.message : String(error) };
  }
  if (!isRecordLike(value)) return { kind: "bad", reason: "it is no record (n, g, at and k are expected)" };
  if (!isKnownKind(value.k)) return { kind: "bad", reason: `its kind "${value.k}" is unknown to this version of Millrace` };
  if (value.k === "open" && value.v > recordVersion) {
    return { kind: "bad", reason: `it is of format ${value.v}, and this version of Millrace reads formats up to ${recordVersion}. Update millrace to read it: npm install millrace@latest` };
  }
  const wrong = wrongFieldOf(value);
  if (wrong !== undefined) return { kind: "bad", reason: `its field "${wrong}" is not what a record of kind "${value.k}" has there` };
  return { kind: "record", record: value };
}

function isRecordLike(value: unknown): value is RunRecord {
  if (typeof value !== "object" || value === null) return false;
  const record = value as Record<string, unknown>;
  return Number.isSafeInteger(record["n"]) && Number.isSafeInteger(record["g"]) && Number.isSafeInteger(record["at"]) && typeof record["k"] === "string";
}
