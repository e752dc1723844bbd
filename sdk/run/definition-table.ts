import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import type { DefinitionRecord, RunRecordBody } from "../../core/records/run-record.ts";
import type { RunView } from "../../core/records/run-view.ts";
import type { Definition } from "../definition/definition.ts";
import { highest } from "./highest.ts";
import { toSourcePosition, type SourcePosition } from "../definition/source-position.ts";

/** Where a call stands: raw, or as a worker has read it. */
export type CallPlace = NodeJS.CallSite | SourcePosition;

interface Count {
  next: number;
}

/** Numbers of the definitions and call sites that a root run's records refer to; each is recorded once, when first used. */
export class DefinitionTable {
  readonly #root: string;
  readonly #write: (record: RunRecordBody) => void;
  readonly #definitions = new Map<Definition, DefinitionRecord>();
  /** Counts by name: two tasks of one name share theirs, since the runs' names must differ. */
  readonly #counts = new Map<string, Count>();
  readonly #countOf = new Map<Definition, Count>();
  readonly #sites = new Map<string, Map<number, number | undefined>>();
  /** Of calls that were made in a worker. */
  readonly #positions = new Map<string, number>();
  #lastDefinition: number;
  #lastSite: number;
  /** What was asked last, and its answer: all calls of one `.map` have the same. */
  #lastCall: { readonly call: NodeJS.CallSite; readonly site: number | undefined } | null = null;

  constructor(root: string, earlier: RunView | null, write: (record: RunRecordBody) => void) {
    this.#root = root;
    this.#write = write;
    this.#lastDefinition = highest(0, earlier?.definitions.keys());
    this.#lastSite = highest(0, earlier?.sites.keys());
    for (const run of earlier?.taskRuns.values() ?? []) this.#count(earlier?.definitions.get(run.def)?.name ?? "").next += 1;
  }

  record(definition: Definition): DefinitionRecord {
    const known = this.#definitions.get(definition);
    if (known !== undefined) return known;
    this.#lastDefinition += 1;
    const record = this.#describe(definition, this.#lastDefinition);
    this.#definitions.set(definition, record);
    this.#write(record);
    return record;
  }

  /** How many runs of that name there were before: the n of `<task>-<n>`. */
  nextOrdinal(definition: Definition): number {
    let count = this.#countOf.get(definition);
    if (count === undefined) {
      count = this.#count(definition.name);
      this.#countOf.set(definition, count);
    }
    const ordinal = count.next;
    count.next += 1;
    return ordinal;
  }

  #count(name: string): Count {
    const known = this.#counts.get(name);
    if (known !== undefined) return known;
    const count = { next: 0 };
    this.#counts.set(name, count);
    return count;
  }

  /** Number of the place that a call was made from. */
  site(call: CallPlace | null): number | undefined {
    if (call === null) return undefined;
    if ("file" in call) return this.#siteAt(call);
    if (this.#lastCall?.call !== call) this.#lastCall = { call, site: this.#siteOf(call) };
    return this.#lastCall.site;
  }

  #siteAt(position: SourcePosition): number {
    const key = this.#show(position);
    const known = this.#positions.get(key) ?? this.#recordSite(position);
    this.#positions.set(key, known);
    return known;
  }

  #siteOf(call: NodeJS.CallSite): number | undefined {
    const file = call.getFileName();
    if (file === null || file === undefined) return undefined;
    let places = this.#sites.get(file);
    if (places === undefined) {
      places = new Map();
      this.#sites.set(file, places);
    }
    const offset = call.getPosition();
    if (places.has(offset)) return places.get(offset);
    const position = toSourcePosition(call);
    const site = position === null ? undefined : this.#recordSite(position);
    places.set(offset, site);
    return site;
  }

  #recordSite(position: SourcePosition): number {
    this.#lastSite += 1;
    this.#write({ k: "site", site: this.#lastSite, position: this.#show(position) });
    return this.#lastSite;
  }

  #describe(definition: Definition, def: number): DefinitionRecord {
    const { kind, name, position, settings } = definition;
    const version = settings.version ?? (kind === "flow" && position !== null ? hashOfFile(position.file) : undefined);
    const hooks = definition.kind === "flow" ? afterDeath.filter((hook) => definition.settings.hooks[hook].length > 0) : [];
    return {
      k: "def",
      def,
      kind,
      name,
      file: position === null ? null : this.#relative(position.file),
      position: position === null ? null : this.#show(position),
      ...(version === undefined ? {} : { version }),
      ...(settings.description === undefined ? {} : { description: settings.description }),
      ...(hooks.length === 0 ? {} : { hooks }),
    };
  }

  #show(position: SourcePosition): string {
    return `${this.#relative(position.file)}:${position.line}:${position.column}`;
  }

  #relative(file: string): string {
    return relative(this.#root, file).replaceAll("\\", "/");
  }
}

/** Hooks that a fresh process runs when this one has died. */
const afterDeath = ["onCancelled", "onCrashed", "onFailed"] as const;

function hashOfFile(file: string): string | undefined {
  try {
    return createHash("sha256").update(readFileSync(file)).digest("hex").slice(0, 16);
  } catch {
    // A module that is no file (a data URL, a virtual module of a test runner) has no version.
    return undefined;
  }
}
