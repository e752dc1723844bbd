/**
 * Values as records hold them (invariant J7). Plain JSON stays plain; what JSON would lose goes through devalue
 * (Map, Set, Date, bigint, typed arrays, cycles, undefined) with errors added; what neither can carry is not recorded,
 * and says so with a preview.
 */
import { createHash } from "node:crypto";
import { inspect } from "node:util";
import { parse as parseRich, stringify as stringifyRich } from "devalue";
import type { StoredValue } from "../core/states/stored-value.ts";
import { isPlainJson } from "./plain-json.ts";
import { protoReading, protoWriting } from "./proto-keys.ts";
import type { RunStorage } from "./run-storage.ts";

/** Above these sizes, in characters of text, a value becomes a file of its own. */
export const inlineLimit = { result: 4_096, input: 1_024 } as const;

const previewLength = 200;

type Encoding = "v" | "x" | "o";

const fileEnding = { v: "json", x: "devalue", o: "txt" } as const satisfies Record<Encoding, string>;

/** Remembers the text of large values by identity, so that a shared argument is stored once. */
export type StoredTexts = WeakMap<object, string>;

/**
 * The JSON text of a `StoredValue`, or `undefined` for `undefined`, which is never stored. Never throws for a value
 * that cannot be serialised: `onProblem` is told what it holds. @throws StoreUnwritableError when its file cannot be written.
 */
export function encodeValue(
  value: unknown,
  limit: number,
  storage: Pick<RunStorage, "putResult">,
  known?: StoredTexts,
  onProblem?: (error: unknown) => void,
): string | undefined {
  switch (typeof value) {
    case "undefined":
      return undefined;
    case "boolean":
      return value ? '{"v":true}' : '{"v":false}';
    case "number":
      if (Number.isFinite(value) && !Object.is(value, -0)) return `{"v":${value}}`;
      break;
    case "string": {
      const text = JSON.stringify(value);
      return text.length <= limit ? `{"v":${text}}` : storeFile(text, "v", storage);
    }
    case "object": {
      if (value === null) return '{"v":null}';
      const text = known?.get(value);
      if (text !== undefined) return text;
      const json = plainJson(value);
      if (json === undefined) break;
      return json.length <= limit ? `{"v":${json}}` : remember(value, storeFile(json, "v", storage), known);
    }
    default:
      break;
  }
  return encodeRich(value, limit, storage, known, onProblem);
}

/** Getters and proxies are user code and may throw; then the value is not plain. */
function plainJson(value: object): string | undefined {
  try {
    return isPlainJson(value) ? JSON.stringify(value) : undefined;
  } catch {
    return undefined;
  }
}

function encodeRich(
  value: unknown,
  limit: number,
  storage: Pick<RunStorage, "putResult">,
  known: StoredTexts | undefined,
  onProblem: ((error: unknown) => void) | undefined,
): string {
  let text: string;
  try {
    text = stringifyRich(value, reducers, protoWriting);
  } catch (error) {
    onProblem?.(error);
    return notRecorded(value);
  }
  if (text.length <= limit) return JSON.stringify({ x: text });
  const stored = storeFile(text, "x", storage);
  return typeof value === "object" && value !== null ? remember(value, stored, known) : stored;
}

/** Stands for a value that is not recorded: the start of what it looks like. */
export function notRecorded(value: unknown): string {
  return JSON.stringify({ m: preview(value).slice(0, previewLength) });
}

function preview(value: unknown): string {
  try {
    return inspect(value, { depth: 1, breakLength: Number.POSITIVE_INFINITY });
  } catch {
    return "a value that throws when it is looked at";
  }
}

/** The stored value of a text that is a file. `by`: the name of the user's serializer. */
export function storeFile(text: string, encoding: Encoding, storage: Pick<RunStorage, "putResult">, by?: string): string {
  const name = contentName(text, encoding);
  storage.putResult(name, text);
  return JSON.stringify({ f: name, c: encoding, by, size: text.length });
}

function contentName(text: string, encoding: Encoding): string {
  return `${createHash("sha256").update(text).digest("hex").slice(0, 32)}.${fileEnding[encoding]}`;
}

function remember(value: object, stored: string, known: StoredTexts | undefined): string {
  known?.set(value, stored);
  return stored;
}

/** Where the parts of a stored value are found. */
export interface ValueSource {
  getResult(name: string): string | undefined;
  /** What another task run of this root run returned; `undefined` when it returned nothing or is unknown. */
  resultOf(task: number): StoredValue | undefined;
  /** Reads what a serializer of the user's wrote; absent where none of the user's code runs. May throw. */
  deserialize?(text: string, serializer: string): unknown;
}

export type DecodedValue = { readonly kind: "value"; readonly value: unknown } | { readonly kind: "missing"; readonly reason: string };

/** Reads a stored value back. `undefined` stands for a stored `undefined`. What is damaged is missing. */
export function decodeValue(stored: StoredValue | undefined, source: ValueSource): DecodedValue {
  if (stored === undefined) return { kind: "value", value: undefined };
  if ("v" in stored) return { kind: "value", value: stored.v };
  if ("x" in stored) return parseText(stored.x, "x", "its text");
  if ("t" in stored) return decodeValue(source.resultOf(stored.t), source);
  if ("m" in stored) return { kind: "missing", reason: `it was not recorded (${stored.m})` };
  if ("o" in stored) return parseCustom(stored.o, stored.by, source);
  let text: string | undefined;
  try {
    text = source.getResult(stored.f);
  } catch (error) {
    return { kind: "missing", reason: `its file results/${stored.f} cannot be read: ${reasonIn(error)}` };
  }
  if (text === undefined) return { kind: "missing", reason: `its file results/${stored.f} is gone` };
  if (stored.c !== "o") return parseText(text, stored.c, `its file results/${stored.f}`);
  // What a power loss has left of JSON is none. A serializer of the user's may take anything.
  return contentName(text, "o") === stored.f ? parseCustom(text, stored.by, source) : { kind: "missing", reason: `its file results/${stored.f} is damaged` };
}

function parseCustom(text: string, by: string, { deserialize }: ValueSource): DecodedValue {
  if (deserialize === undefined) return { kind: "missing", reason: `only the code of the flow can read what its serializer "${by}" wrote` };
  try {
    return { kind: "value", value: deserialize(text, by) };
  } catch (error) {
    return { kind: "missing", reason: `the serializer "${by}" cannot read it: ${reasonIn(error)}` };
  }
}

function parseText(text: string, encoding: "v" | "x", what: string): DecodedValue {
  try {
    return { kind: "value", value: encoding === "v" ? (JSON.parse(text) as unknown) : parseRich(text, revivers, protoReading) };
  } catch (error) {
    return { kind: "missing", reason: `${what} cannot be read: ${reasonIn(error)}` };
  }
}

/** On one line: the messages of parsers quote what is damaged. */
function reasonIn(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\s+/g, " ");
}

const reducers = {
  Error: (value: unknown) =>
    value instanceof Error && { name: value.name, message: value.message, stack: value.stack, cause: value.cause, code: codeOf(value) },
};

const revivers = {
  Error: (record: { name: string; message: string; stack?: string; cause?: unknown; code?: string }): Error => {
    const error = new Error(record.message, record.cause === undefined ? undefined : { cause: record.cause });
    Object.defineProperty(error, "name", { value: record.name, configurable: true, writable: true });
    if (record.stack !== undefined) error.stack = record.stack;
    return record.code === undefined ? error : Object.assign(error, { code: record.code });
  },
};

function codeOf(error: Error): string | undefined {
  return "code" in error && typeof error.code === "string" ? error.code : undefined;
}
