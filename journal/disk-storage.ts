/** A run's directory. */
import { closeSync, fdatasync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { StoreUnwritableError } from "../core/protocol/errors.ts";
import { appendWhole, openAppend, openAppendBehindTail, syncFile } from "./append-file.ts";
import { isContentName, putContent, readIfThere, syncPath } from "./content-file.ts";
import { runPaths } from "./run-paths.ts";
import type { RunStorage } from "./run-storage.ts";

/** Opens an existing run directory for its owner. */
export function openDiskStorage(directory: string, options: { readonly durable: boolean } = { durable: false }): RunStorage {
  const paths = runPaths(directory);
  const events = openAppend(paths.events);
  if (options.durable) syncFolder(directory);
  let log: number | undefined;
  return {
    location: directory,
    appendRecords: (lines) => appendWhole(events, lines, paths.events),
    appendLog: (lines) => {
      log ??= openAppendBehindTail(paths.log);
      appendWhole(log, lines, paths.log);
    },
    logBytes: () => statSync(paths.log, { throwIfNoEntry: false })?.size ?? 0,
    syncRecords: () => syncFile(events, paths.events),
    syncRecordsAsync: (done) => fdatasync(events, (error) => done(error === null ? null : new StoreUnwritableError(paths.events, error))),
    putResult: (name, text) => putContent(paths.results, name, text, options.durable),
    getResult: (name) => (isContentName(name) ? readIfThere(join(paths.results, name)) : undefined),
    resultPath: (name) => join(paths.results, name),
    readRecords: () => readIfThere(paths.events) ?? "",
    readLog: () => readIfThere(paths.log) ?? "",
    close: () => {
      closeSync(events);
      if (log !== undefined) closeSync(log);
    },
  };
}

/** What nobody finds after a power loss has been kept for nobody (J4): the files that are there, and the names of the folders. */
function syncFolder(directory: string): void {
  try {
    const runs = dirname(directory);
    const home = dirname(runs);
    const files = readdirSync(directory).map((name) => join(directory, name));
    for (const each of [...files, directory, runs, home, dirname(home)]) syncPath(each);
  } catch (error) {
    throw new StoreUnwritableError(directory, error);
  }
}
