/** How results become text: as values are kept everywhere (`value-codec.ts`), as JSON says it, or as the user says. */
import type { RunStorage } from "./run-storage.ts";
import { encodeValue, notRecorded, storeFile, type StoredTexts } from "./value-codec.ts";

/**
 * - `"default"`: plain JSON where that gives the value back, else a form that keeps Map, Set, Date, BigInt, typed arrays,
 *   cycles, `undefined` and errors.
 * - `"json"`: what `JSON.stringify` makes of it, so that `toJSON` is called and a Date comes back as a text.
 * - one of your own.
 */
export type ResultSerializer = "default" | "json" | CustomSerializer;

/** A serializer of your own. */
export interface CustomSerializer {
  /** Stands with each value that it wrote. */
  readonly name: string;
  /** What it throws makes the value one that is not kept. */
  serialize(value: unknown): string;
  /** What it throws makes the value one that is missing, so that a cached call runs. */
  deserialize(text: string): unknown;
}

export interface SerializerPlace {
  /** Above so many characters of text the value becomes a file. */
  readonly limit: number;
  readonly storage: Pick<RunStorage, "putResult">;
  readonly known?: StoredTexts;
}

export interface SerializedResult {
  /** JSON text of a stored value; `undefined` for `undefined`. */
  readonly stored: string | undefined;
  /** Why the value could not be serialised; `null`: it was. */
  readonly problem: string | null;
}

/** Never throws for a value. @throws StoreUnwritableError when its file cannot be written. */
export function serializeResult(serializer: ResultSerializer, value: unknown, place: SerializerPlace): SerializedResult {
  // A function that returns nothing is not the business of a serializer.
  if (value === undefined) return { stored: undefined, problem: null };
  const { limit, storage, known } = place;
  if (serializer === "default") {
    let problem: string | null = null;
    const stored = encodeValue(value, limit, storage, known, (error) => (problem = messageOf(error)));
    return { stored, problem };
  }
  let text: string;
  try {
    text = serialize(serializer, value);
  } catch (error) {
    return { stored: notRecorded(value), problem: messageOf(error) };
  }
  if (serializer === "json") return { stored: text.length <= limit ? `{"v":${text}}` : storeFile(text, "v", storage), problem: null };
  const by = serializer.name;
  return { stored: text.length <= limit ? JSON.stringify({ o: text, by }) : storeFile(text, "o", storage, by), problem: null };
}

/** For `decodeValue`: a text is read by the serializer that wrote it, or not at all. */
export function deserializeBy(serializer: ResultSerializer): (text: string, by: string) => unknown {
  return (text, by) => {
    if (typeof serializer === "object" && serializer.name === by) return serializer.deserialize(text);
    const present = typeof serializer === "object" ? serializer.name : serializer;
    throw new TypeError(`the serializer is "${present}" now`);
  };
}

function serialize(serializer: "json" | CustomSerializer, value: unknown): string {
  const text: unknown = serializer === "json" ? JSON.stringify(value) : serializer.serialize(value);
  if (typeof text === "string") return text;
  throw new TypeError(serializer === "json" ? `JSON has no word for a ${typeof value}` : `the serializer "${serializer.name}" gave no text but a ${typeof text}`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
