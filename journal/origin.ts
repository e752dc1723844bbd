/**
 * What a run that repeats another one in part keeps of it, so that the other may be deleted (J6): its records up to then
 * and, among its own results, those that may be reused. Links where the file system has them, else copies.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { StoreCorruptError, StoreUnwritableError } from "../core/protocol/errors.ts";
import { foldRecords } from "../core/records/fold.ts";
import type { RunView } from "../core/records/run-view.ts";
import { linkContent } from "./content-file.ts";
import { runPaths } from "./run-paths.ts";
import { readRecords } from "./run-reader.ts";

/** What is reused of a run. */
export interface Reuse {
  readonly v: 1;
  /** Name of the run. */
  readonly name: string;
  /** Length of its records' file when this was decided: what is appended later is not part of it. */
  readonly bytes: number;
  /** Numbers of the task runs that were chosen to run again. */
  readonly chosen: readonly number[];
  /** Numbers of all task runs that no call is answered by. */
  readonly again: readonly number[];
}

/** Keeps it in the directory of the new run. `files`: names of the results that may be reused. @throws StoreUnwritableError */
export function keepOrigin(from: string, to: string, reuse: Reuse, files: Iterable<string>): void {
  const [source, target] = [runPaths(from), runPaths(to)];
  linkContent(source.events, target.origin);
  try {
    mkdirSync(target.results, { recursive: true, mode: 0o700 });
    writeFileSync(target.reuse, `${JSON.stringify(reuse)}\n`, { mode: 0o600 });
  } catch (error) {
    throw new StoreUnwritableError(target.reuse, error);
  }
  for (const name of files) linkContent(join(source.results, name), join(target.results, name));
}

/** What was kept of the run that this one repeats in part; `undefined` for a run that repeats none. @throws StoreCorruptError */
export function readOrigin(directory: string): { readonly reuse: Reuse; readonly view: RunView } | undefined {
  const { origin, reuse: path } = runPaths(directory);
  if (!existsSync(path)) return undefined;
  try {
    const reuse: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (!isReuse(reuse)) throw new Error("it is no version that this Millrace knows");
    const { records, problem } = readRecords(readFileSync(origin).subarray(0, reuse.bytes));
    if (problem !== null) throw new StoreCorruptError(origin, problem.record, problem.reason);
    return { reuse, view: foldRecords(records) };
  } catch (error) {
    if (error instanceof StoreCorruptError) throw error;
    throw new StoreCorruptError(path, 0, error instanceof Error ? error.message : String(error));
  }
}

function isReuse(value: unknown): value is Reuse {
  return typeof value === "object" && value !== null && "v" in value && value.v === 1 && "again" in value && Array.isArray(value.again) && "chosen" in value && Array.isArray(value.chosen) && "bytes" in value;
}
