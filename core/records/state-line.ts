import type { ReadLine, RecordHead } from "./record-head.ts";

interface StateRecord extends RecordHead {
  readonly k: string;
  readonly v?: unknown;
}

/**
 * Reads a line of a file of the engines' state (J8). As of a run's records, the head and the kind are checked and the
 * rest is trusted: the leader alone writes them.
 */
export function readStateLine<Record extends StateRecord>(line: string, kinds: ReadonlySet<string>, version: number): ReadLine<Record> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    return { kind: "bad", reason: error instanceof Error ? error.message : String(error) };
  }
  if (!isRecord<Record>(value)) return { kind: "bad", reason: "it is no record (n, g, at and k are expected)" };
  if (!kinds.has(value.k)) return { kind: "bad", reason: `its kind "${value.k}" is unknown to this version of Millrace` };
  if (value.k === "open" && !(typeof value.v === "number" && value.v <= version)) {
    return { kind: "bad", reason: `it is of format ${String(value.v)}, and this version of Millrace reads formats up to ${version}` };
  }
  return { kind: "record", record: value };
}

function isRecord<Record extends StateRecord>(value: unknown): value is Record {
  if (typeof value !== "object" || value === null) return false;
  const record = value as { readonly [field: string]: unknown };
  return Number.isSafeInteger(record["n"]) && Number.isSafeInteger(record["g"]) && Number.isSafeInteger(record["at"]) && typeof record["k"] === "string";
}
