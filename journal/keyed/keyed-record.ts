/** A record of the keyed store, and its text: a line about it, a line with its value. */
import { createHash } from "node:crypto";

export interface KeyedRecord {
  /** Any text that is not empty. */
  readonly key: string;
  /** JSON text of a stored value (`value-codec.ts`), `undefined` for `undefined`. A file that it names is the store's own. */
  readonly stored: string | undefined;
  /** When it was written, in microseconds. */
  readonly at: number;
  /** From when on it answers nobody, in microseconds; `null`: never. */
  readonly expiresAt: number | null;
  /** Who wrote it, for the sentence that says why a later call was answered; `null`: nobody that has a name. */
  readonly origin: KeyedOrigin | null;
  /** Hashes of what the key was made of, by name, so that a later miss can say what has changed; `null`: not known. */
  readonly parts: Readonly<Record<string, string>> | null;
}

export interface KeyedOrigin {
  readonly taskRunId: string;
  /** Such as `getStars-0`. */
  readonly taskRun: string;
  readonly runId: string;
  /** Such as `brisk-heron`. */
  readonly run: string;
}

export function isExpired(record: KeyedRecord, nowUs: number): boolean {
  return record.expiresAt !== null && record.expiresAt <= nowUs;
}

/** What stands in front of the value; raised when an older Millrace could not read what a newer one writes. */
const version = 1;

export function encodeKeyedRecord({ stored, ...about }: KeyedRecord): string {
  return `${JSON.stringify({ v: version, ...about })}\n${stored ?? ""}\n`;
}

/** `null`: the text is torn, damaged, of another key, or of a version that is not known. */
export function decodeKeyedRecord(key: string, text: string): KeyedRecord | null {
  const end = text.indexOf("\n");
  // The last line break is what tells a whole text from one that a power loss has cut.
  if (end < 0 || end === text.length - 1 || !text.endsWith("\n")) return null;
  const about = parse(text.slice(0, end));
  if (!isAbout(about) || about.key !== key) return null;
  const stored = text.slice(end + 1, -1);
  if (stored !== "" && !isKeptValue(parse(stored))) return null;
  const { at, expiresAt, origin, parts } = about;
  return { key, stored: stored === "" ? undefined : stored, at, expiresAt, origin, parts };
}

/** What keeping or removing a record is decided by. */
export interface KeptRecord {
  readonly at: number;
  readonly expiresAt: number | null;
  /** The file in `results/` that holds its value; `null`: it stands in the record. */
  readonly file: string | null;
}

/** The same of a record whose key is not known. `null`: as of `decodeKeyedRecord`, but for a newer version, which is none of ours to judge. */
export function readKeptRecord(text: string): KeptRecord | null {
  const about = parse(text.slice(0, text.indexOf("\n")));
  if (isObject(about) && typeof about["v"] === "number" && about["v"] > version) return { at: Number.MAX_SAFE_INTEGER, expiresAt: null, file: null };
  const record = isAbout(about) ? decodeKeyedRecord(about.key, text) : null;
  if (record === null) return null;
  const stored = record.stored === undefined ? undefined : parse(record.stored);
  return { at: record.at, expiresAt: record.expiresAt, file: isObject(stored) && isText(stored["f"]) ? stored["f"] : null };
}

/**
 * The name of the file of a key: readable where the key is, and another one for every key on every file system (some
 * take capitals for small letters).
 */
export function keyedFileName(key: string): string {
  if (/^[a-z0-9][a-z0-9._-]{0,99}$/.test(key)) return `k-${key}`;
  const readable = key.toLowerCase().replace(/[^a-z0-9]+/g, "-").slice(0, 40);
  return `h-${readable}-${createHash("sha256").update(key).digest("hex").slice(0, 40)}`;
}

/** `undefined`, which JSON has no word for: it is none. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Damaged: the caller says so, and computes what the record would have told.
    return undefined;
  }
}

function isAbout(value: unknown): value is Omit<KeyedRecord, "stored"> {
  if (!isObject(value) || value["v"] !== version) return false;
  const { key, at, expiresAt, origin, parts } = value;
  const isTimed = typeof at === "number" && (expiresAt === null || typeof expiresAt === "number");
  return isTimed && typeof key === "string" && (origin === null || isOrigin(origin)) && (parts === null || (isObject(parts) && Object.values(parts).every(isText)));
}

function isOrigin(value: unknown): boolean {
  return isObject(value) && [value["taskRunId"], value["taskRun"], value["runId"], value["run"]].every(isText);
}

/** A stored value that can be read without the run that made it; its file is one of `results/`, not a path. */
function isKeptValue(value: unknown): boolean {
  if (!isObject(value)) return false;
  if ("v" in value) return true;
  if ("f" in value) return isText(value["f"]) && /^[0-9a-f]+\.[a-z]+$/.test(value["f"]) && (value["c"] === "o" ? isText(value["by"]) : value["c"] === "v" || value["c"] === "x");
  return "o" in value ? isText(value["o"]) && isText(value["by"]) : isText(value["x"]);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
