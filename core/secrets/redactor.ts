import { readingsOf, type Reading, type Wanted } from "./readings.ts";
import { escaped, spellingsOf } from "./spellings.ts";

/** What a secret is replaced by. */
export const redacted = "********";

/** Shorter texts are no secrets that could be told from what happens to be spelled the same. */
export const shortestSecret = 4;

/** Fields of records that say what they are: a secret that is spelled as one of their words gives nothing away by them. */
const structural: ReadonlySet<string> = new Set(["k", "type", "kind", "level", "id", "artifact", "event", "input", "cause", "from", "f", "c"]);

/** Fields of a record that hold what user code gave, under names that it gave. */
const given: ReadonlySet<string> = new Set(["resource", "fields"]);

/**
 * Knows secrets, and finds them in texts: in each of their spellings (`spellings.ts`), and with any of their characters encoded, as
 * addresses do (`readings.ts`).
 */
export class Redactor {
  readonly #values = new Set<string>();
  #spellings: readonly string[] = [];
  #wanted: Wanted = { hasSpace: false, hasEscaped: false, isWide: false };

  get isEmpty(): boolean {
    return this.#spellings.length === 0;
  }

  /** What is shorter than 4 characters is not looked for. */
  add(value: string): void {
    if (value.length < shortestSecret || this.#values.has(value)) return;
    this.#values.add(value);
    const values = [...this.#values];
    this.#spellings = [...new Set(values.flatMap(spellingsOf))];
    this.#wanted = {
      hasSpace: values.some((each) => each.includes(" ")),
      hasEscaped: values.some((each) => escaped(each) !== each),
      isWide: values.some((each) => /[^\0-\x7f]/.test(each)),
    };
  }

  /** Whether a text, plain or JSON, has one in it. */
  has(text: string): boolean {
    if (this.isEmpty) return false;
    return readingsOf(text, this.#wanted).some((reading) => this.#spellings.some((spelling) => reading.text.includes(spelling)));
  }

  /** Of secrets that overlap, and of one that holds another, all goes as one. */
  redact(text: string): string {
    if (this.isEmpty) return text;
    const found = readingsOf(text, this.#wanted).flatMap((reading) => this.#spellings.flatMap((spelling) => placesOf(spelling, reading)));
    if (found.length === 0) return text;
    let clean = "";
    let end = 0;
    for (const place of found.sort((a, b) => a.start - b.start || b.end - a.end)) {
      if (place.start >= end) clean += text.slice(end, place.start) + redacted;
      end = Math.max(end, place.end);
    }
    return clean + text.slice(end);
  }

  /** A record's own fields, from behind the opening brace. It stays a record. */
  redactBody(body: string): string {
    if (!this.has(body)) return body;
    return JSON.stringify(this.redactRecord(JSON.parse(`{${body}`) as object)).slice(1);
  }

  /** A line of the journal or the log: of its own fields only texts change; of what user code gave, all that holds a secret does. */
  redactRecord(record: object): object {
    return mapFields(record, (item, key) => {
      if (given.has(key)) return this.redactValue(item);
      // Names of parameters, which may be spelled like anything.
      if ((key === "in" || key === "params") && isFields(item)) return mapFields(item, (stored) => this.#redactOwn(stored));
      return this.#redactField(item, key);
    });
  }

  /** What user code gave: texts, numbers and keys within JSON, at any depth. */
  redactValue(value: unknown): unknown {
    if (typeof value === "string") return this.redact(value);
    if (typeof value === "number") return this.has(String(value)) ? this.redact(String(value)) : value;
    if (Array.isArray(value)) return value.map((item) => this.redactValue(item));
    return isFields(value) ? this.#redactFields(value) : value;
  }

  /** Texts within JSON, at any depth; its keys are those of the code, and stay. */
  redactTexts(value: unknown): unknown {
    if (typeof value === "string") return this.redact(value);
    if (Array.isArray(value)) return value.map((item) => this.redactTexts(item));
    return isFields(value) ? mapFields(value, (item, key) => (key === "type" && typeof item === "string" ? item : this.redactTexts(item))) : value;
  }

  #redactField(item: unknown, key: string): unknown {
    if (structural.has(key) && typeof item === "string") return item;
    // How an edge was seen, by which parameter; and what a form asks for: all of it is in the code.
    if (key === "dep") return item;
    return key === "pause" ? this.redactTexts(item) : this.#redactOwn(item);
  }

  /** Below a record's own fields `v` is what user code gave. */
  #redactOwn(value: unknown): unknown {
    if (typeof value === "string") return this.redact(value);
    if (Array.isArray(value)) return value.map((item) => this.#redactOwn(item));
    return isFields(value) ? mapFields(value, (item, key) => (key === "v" ? this.redactValue(item) : this.#redactField(item, key))) : value;
  }

  /** Of two keys that are spelled alike then, both are kept. */
  #redactFields(fields: object): object {
    const clean = new Map<string, unknown>();
    for (const [key, item] of Object.entries(fields)) {
      const name = this.redact(key);
      let free = name;
      for (let number = 2; name !== key && (clean.has(free) || Object.hasOwn(fields, free)); number += 1) free = `${name} ${number}`;
      clean.set(free, this.redactValue(item));
    }
    return Object.fromEntries(clean);
  }
}

function isFields(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function mapFields(fields: object, map: (item: unknown, key: string) => unknown): object {
  return Object.fromEntries(Object.entries(fields).map(([key, item]) => [key, map(item, key)]));
}

interface Place {
  readonly start: number;
  readonly end: number;
}

/** Where in the text that was read a spelling stands, from left to right. */
function placesOf(spelling: string, reading: Reading): readonly Place[] {
  const { text } = reading;
  let at = text.indexOf(spelling);
  if (at < 0) return [];
  const starts = reading.starts();
  const places: Place[] = [];
  for (; at >= 0; at = text.indexOf(spelling, at + spelling.length)) places.push({ start: starts[at] ?? 0, end: starts[at + spelling.length] ?? 0 });
  return places;
}
