/**
 * An exported run: a zip file of
 *
 *     README.md          what happened, for people
 *     millrace.json      what this is, for Millrace
 *     run/               the run's folder as it is, but for who owned it
 */
import { recordVersion } from "../../../core/records/run-record.ts";

/** Raised when an older Millrace could not read what a newer one writes; the records have a version of their own. */
export const archiveFormat = 1;

export const manifestName = "millrace.json";
export const summaryName = "README.md";

/** Files of a run's folder that are handed on; `results/` besides. */
export const runFiles = ["request.json", "events.ndjson", "log.ndjson", "stdio.log"] as const;

export interface ArchiveManifest {
  readonly kind: "millrace-run";
  readonly format: number;
  readonly exportedAt: string;
  readonly run: {
    readonly id: string;
    readonly name: string;
    readonly flow: string;
    /** Name of the state that its records end in. */
    readonly state: string;
    /** Number of the last record that is in the archive; 0: none is. */
    readonly lastRecord: number;
  };
  /** Version of the record format at the time; each run tells its own. */
  readonly records: number;
  /** Version of Millrace that exported it. */
  readonly millrace: string;
  readonly node: string;
  /** Such as `linux x64`. */
  readonly system: string;
}

export function makeManifest(parts: Omit<ArchiveManifest, "kind" | "format" | "records">): ArchiveManifest {
  return { kind: "millrace-run", format: archiveFormat, records: recordVersion, ...parts };
}

/** What is sure of a manifest that somebody else has written, who may have been an older Millrace. */
export type ReadManifest = Pick<ArchiveManifest, "kind" | "format"> & { readonly run: { readonly id: string; readonly state?: unknown; readonly lastRecord?: unknown } };

export function isManifest(value: unknown): value is ReadManifest {
  if (typeof value !== "object" || value === null || !("kind" in value && "format" in value && "run" in value)) return false;
  const { kind, format, run } = value;
  return kind === "millrace-run" && typeof format === "number" && typeof run === "object" && run !== null && "id" in run && typeof run.id === "string";
}
