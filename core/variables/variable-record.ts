/** What `.millrace/engine/variables.ndjson` contains (J8), and how its records fold into variables. */
import { assertNever } from "../base/assert-never.ts";
import { toIso } from "../base/clock.ts";
import type { VariableDocument } from "../protocol/shared-document.ts";
import type { ReadLine, RecordHead } from "../records/record-head.ts";
import { readStateLine } from "../records/state-line.ts";
import type { Json } from "../states/stored-value.ts";

/** The version of this format. A reader refuses a higher one. */
export const variablesVersion = 1;

export type VariableRecord = VariableRecordBody & RecordHead;

export type VariableRecordBody =
  /** First record of the file. */
  | { readonly k: "open"; readonly v: number }
  /** `by` tells the request that set it: one that is repeated, because its answer was lost, is the same. */
  | { readonly k: "variable"; readonly name: string; readonly value: Json; readonly tags: readonly string[]; readonly by: string; readonly setAt: number }
  | { readonly k: "unset"; readonly name: string; readonly by: string };

const kinds: ReadonlySet<string> = new Set<VariableRecord["k"]>(["open", "variable", "unset"]);

export function readVariableLine(line: string): ReadLine<VariableRecord> {
  return readStateLine(line, kinds, variablesVersion);
}

export interface Variable {
  readonly name: string;
  readonly value: Json;
  readonly tags: readonly string[];
  readonly by: string;
  /** Microseconds. */
  readonly setAt: number;
}

/** Variables by name, in the order of their names. */
export class VariableBook {
  readonly #variables = new Map<string, Variable>();
  #lastUnset: { readonly name: string; readonly by: string } | null = null;

  get(name: string): Variable | undefined {
    return this.#variables.get(name);
  }

  /** Whether the request has unset it already. */
  hasUnset(name: string, by: string): boolean {
    return this.#lastUnset?.name === name && this.#lastUnset.by === by;
  }

  all(): readonly Variable[] {
    return [...this.#variables.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** All that counts, in as few records as can be: what was unset last first, as one of its name may be there again. */
  records(): readonly VariableRecordBody[] {
    const unset: readonly VariableRecordBody[] = this.#lastUnset === null ? [] : [{ k: "unset", ...this.#lastUnset }];
    return [...unset, ...this.all().map((variable): VariableRecordBody => ({ k: "variable", ...variable }))];
  }

  add(record: VariableRecordBody): void {
    switch (record.k) {
      case "open":
        return;
      case "variable": {
        const { name, value, tags, by, setAt } = record;
        this.#variables.set(name, { name, value, tags, by, setAt });
        return;
      }
      case "unset":
        this.#variables.delete(record.name);
        this.#lastUnset = { name: record.name, by: record.by };
        return;
      default:
        assertNever(record, "record of a variable");
    }
  }
}

export function variableDocument({ name, value, tags, setAt }: Variable): VariableDocument {
  return { name, value, tags, updated: toIso(setAt) };
}
