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
  if (about === null || about.key !== key) return null;
  const stored = text.slice(end + 1, -1);
  const { at, expiresAt, origin, parts } = about;
  return { key, stored: stored === "" ? undefined : stored, at, expiresAt, origin, parts };
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

function parse(text: string): Omit<KeyedRecord, "stored"> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isAbout(value) ? value : null;
  } catch {
    // Damaged: the caller says so, and computes what the record would have told.
    return null;
  }
}

function isAbout(value: unknown): value is Omit<KeyedRecord, "stored"> {
  if (typeof value !== "object" || value === null || !("v" in value) || value.v !== version) return false;
  const isTimed = "at" in value && typeof value.at === "number" && "expiresAt" in value && (value.expiresAt === null || typeof value.expiresAt === "number");
  return isTimed && "key" in value && typeof value.key === "string" && isObjectOrNull(value, "origin") && isObjectOrNull(value, "parts");
}

function isObjectOrNull(value: object, name: string): boolean {
  return typeof (value as Readonly<Record<string, unknown>>)[name] === "object";
}
