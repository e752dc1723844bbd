/** What each kind of artifact takes, and the data that is kept of it. */
import type { ArtifactType } from "../../core/records/artifact-type.ts";
import { DefinitionError } from "../../core/protocol/errors.ts";
import type { Json } from "../../core/states/stored-value.ts";
import { OptionCheck, show } from "../definition/check-option.ts";
import { toPlainValue } from "./plain-value.ts";

/** Rows as records or lists, or columns by name. What JSON has no word for is kept as `null` (NaN) or text (dates). */
export type Table = readonly (readonly unknown[] | object)[] | Readonly<Record<string, readonly unknown[]>>;

/** A text. */
export interface MarkdownFields {
  readonly markdown: string;
}

/** Rows or columns. */
export interface TableFields {
  readonly table: Table;
}

/** An address. */
export interface LinkFields {
  /** An address: `https://…`. */
  readonly link: string;
  /** What is shown for it. Default: the address. */
  readonly text?: string;
}

/** How far something is. */
export interface ProgressFields {
  /** Percent, from 0 to 100; beyond these it counts as the nearest, with a warning in the log. */
  readonly progress: number;
}

/** A picture at an address. */
export interface ImageFields {
  /** An address, or a `data:` URL. */
  readonly imageUrl: string;
}

export interface ArtifactKind {
  readonly type: ArtifactType;
  readonly fields: readonly string[];
  /** @throws DefinitionError */
  readonly read: (check: FieldCheck) => Json;
}

export const artifactKinds = {
  markdown: { type: "markdown", fields: ["markdown"], read: (check) => check.text("markdown") },
  table: { type: "table", fields: ["table"], read: (check) => check.required("table", tableForms, readTable) },
  link: {
    type: "link",
    fields: ["link", "text"],
    read: (check) => ({ link: check.required("link", "an address such as https://example.com", readAddress), text: check.optionalText("text") }),
  },
  progress: { type: "progress", fields: ["progress"], read: (check) => check.percent("progress") },
  image: { type: "image", fields: ["imageUrl"], read: (check) => check.required("imageUrl", "an address such as https://example.com/image.png", readAddress) },
} as const satisfies Record<string, ArtifactKind>;

const keyPattern = /^[a-z0-9-]+$/;
const tableForms = "an array of records, an array of rows, or lists of one length by column name";

/** Reads what was given for an artifact; every refusal names the field, what was given and what is allowed. */
export class FieldCheck {
  readonly #subject: string;
  readonly #given: Readonly<Record<string, unknown>>;
  readonly #check: OptionCheck;
  readonly #warn: (message: string) => void;

  constructor(kind: ArtifactKind, given: unknown, warn: (message: string) => void) {
    this.#subject = `artifact.${kind.type}`;
    if (typeof given !== "object" || given === null) throw new DefinitionError(`${this.#subject}: expected { ${kind.fields.join(", ")}, key, description }, got ${show(given)}.`);
    this.#given = { ...given };
    this.#warn = warn;
    this.#check = new OptionCheck(this.#subject, this.#given);
    this.#check.onlyKnown([...kind.fields, "key", "description"]);
  }

  /** `null` for none. */
  get key(): string | null {
    const isKey = (value: unknown): value is string => typeof value === "string" && keyPattern.test(value);
    return this.#check.custom("key", "a key, which must only contain lowercase letters, numbers, and dashes", (value) => (isKey(value) ? value : undefined)) ?? null;
  }

  get description(): string | null {
    return this.optionalText("description");
  }

  text(name: string): string {
    return this.required(name, "a text", (value) => (typeof value === "string" ? value : undefined));
  }

  optionalText(name: string): string | null {
    return this.#check.custom(name, "a text", (value) => (typeof value === "string" ? value : undefined)) ?? null;
  }

  /** Semantics of Prefect's `ProgressArtifact`: what is beyond its bounds counts as the nearest, and is warned of. */
  percent(name: string): number {
    const given = this.required(name, "a number from 0 to 100", (value) => (typeof value === "number" && !Number.isNaN(value) ? value : undefined));
    const percent = Math.min(100, Math.max(0, given));
    if (percent !== given) this.#warn(`${this.#subject} got a ${name} of ${given}, which counts as ${percent}.`);
    return percent;
  }

  required<Value>(name: string, allowed: string, read: (value: unknown) => Value | undefined): Value {
    const value = this.#check.custom(name, allowed, read);
    if (value === undefined) throw new DefinitionError(`${this.#subject}: ${name} is missing, expected ${allowed}.`);
    return value;
  }
}

function readAddress(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

function readTable(value: unknown): Json | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (!isRows(value) && !isColumns(value)) return undefined;
  try {
    return toPlainValue(value);
  } catch {
    return undefined;
  }
}

function isRows(value: object): boolean {
  if (!Array.isArray(value)) return false;
  const rows: readonly unknown[] = value;
  return rows.every(Array.isArray) || rows.every((row) => typeof row === "object" && row !== null && !Array.isArray(row));
}

function isColumns(value: object): boolean {
  if (Array.isArray(value)) return false;
  const columns: readonly unknown[] = Object.values(value);
  const lengths = new Set(columns.map((column) => (Array.isArray(column) ? column.length : -1)));
  return !lengths.has(-1) && lengths.size <= 1;
}
