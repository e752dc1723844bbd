/** What a secret is replaced by. */
export const redacted = "********";

/** Shorter texts are no secrets that could be told from what happens to be spelled the same. */
export const shortestSecret = 4;

/** Fields of records that say what they are: a secret that is spelled as one of their words gives nothing away by them. */
const structural: ReadonlySet<string> = new Set(["k", "type", "kind", "level", "id", "artifact", "event", "input", "cause", "from", "f", "c"]);

/** Fields of a record that hold what user code gave, under names that it gave. */
const given: ReadonlySet<string> = new Set(["resource", "fields"]);

/**
 * Knows secrets, and finds them in texts: as they are, as JSON writes them (once, and within a text again), as addresses do, and in
 * base64, wherever in the bytes they begin: so are bytes recorded.
 */
export class Redactor {
  readonly #values = new Set<string>();
  /** The longest first, so that one which holds another is replaced as a whole. */
  #forms: readonly string[] = [];

  get isEmpty(): boolean {
    return this.#forms.length === 0;
  }

  /** What is shorter than 4 characters is not looked for. */
  add(value: string): void {
    if (value.length < shortestSecret || this.#values.has(value)) return;
    this.#values.add(value);
    const forms = [...this.#values].flatMap((each) => [each, escaped(each), escaped(escaped(each)), encodeURIComponent(toWellFormed(each)), ...base64Forms(toWellFormed(each))]);
    this.#forms = [...new Set(forms)].sort((a, b) => b.length - a.length);
  }

  /** Whether a text, plain or JSON, has one in it. */
  has(text: string): boolean {
    return this.#forms.some((form) => text.includes(form));
  }

  redact(text: string): string {
    let clean = text;
    for (const form of this.#forms) if (clean.includes(form)) clean = clean.replaceAll(form, redacted);
    return clean;
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

const base64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** How base64 writes a text that begins at any byte: the digits that are its own alone, also as addresses write them. */
function base64Forms(text: string): readonly string[] {
  const bytes = encodeURIComponent(text).match(/%..|./g)?.map((each) => (each.length === 3 ? Number.parseInt(each.slice(1), 16) : each.charCodeAt(0))) ?? [];
  const forms = [0, 1, 2].map((before) => {
    const bits = [...Array.from({ length: before }, () => 0), ...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
    const whole = bits.slice(Math.ceil((before * 8) / 6) * 6).match(/.{6}/g) ?? [];
    return whole.map((six) => base64Digits[Number.parseInt(six, 2)]).join("");
  });
  return forms.flatMap((form) => [form, form.replaceAll("+", "-").replaceAll("/", "_")]);
}

function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Half a pair of surrogates has no address. */
function toWellFormed(text: string): string {
  return text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, "\uFFFD");
}
