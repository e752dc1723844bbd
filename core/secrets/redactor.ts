/** What a secret is replaced by. */
export const redacted = "********";

/** Shorter texts are no secrets that could be told from what happens to be spelled the same. */
export const shortestSecret = 4;

/** Fields of records that say what they are: a secret that is spelled as one of their words gives nothing away by them. */
const structural: ReadonlySet<string> = new Set(["k", "type", "kind", "via", "level", "id", "f", "c"]);

/** Knows secrets, and finds them in texts: as they are, as JSON writes them (once, and within a text again), and as addresses do. */
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
    const forms = [...this.#values].flatMap((each) => [each, escaped(each), escaped(escaped(each)), encodeURIComponent(toWellFormed(each))]);
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

  /** A record's own fields, from behind the opening brace: only texts in it change, so that it stays a record. */
  redactBody(body: string): string {
    if (!this.has(body)) return body;
    return JSON.stringify(this.redactValue(JSON.parse(`{${body}`))).slice(1);
  }

  /** Texts within JSON, at any depth. */
  redactValue(value: unknown): unknown {
    if (typeof value === "string") return this.redact(value);
    if (Array.isArray(value)) return value.map((item) => this.redactValue(item));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, structural.has(key) && typeof item === "string" ? item : this.redactValue(item)]));
  }
}

function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Half a pair of surrogates has no address. */
function toWellFormed(text: string): string {
  return text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, "\uFFFD");
}
