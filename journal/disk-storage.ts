/**
 * A run's directory. Invariant J2: the records' file holds whole lines. A write that falls short is repeated with the
 * rest; one that fails cuts the file back to where the call found it, and the caller keeps the text.
 */
import { closeSync, fdatasync, fdatasyncSync, fstatSync, ftruncateSync, openSync, readdirSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { StoreUnwritableError } from "../core/protocol/errors.ts";
import { isContentName, putContent, readIfThere, syncPath } from "./content-file.ts";
import { runPaths } from "./run-paths.ts";
import type { RunStorage } from "./run-storage.ts";

const fileMode = 0o600;

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
      log ??= openAppend(paths.log);
      appendWhole(log, lines, paths.log);
    },
    syncRecords: () => sync(events, paths.events),
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

function openAppend(path: string): number {
  try {
    return openSync(path, "a", fileMode);
  } catch (error) {
    throw new StoreUnwritableError(path, error);
  }
}

function appendWhole(fd: number, lines: string, path: string): void {
  let written = 0;
  try {
    written = writeSync(fd, lines);
    if (written === Buffer.byteLength(lines)) return;
    // A full disk takes part of a write without an error; the next one says so.
    const bytes = Buffer.from(lines);
    while (written < bytes.length) {
      const more = writeSync(fd, bytes, written);
      if (more === 0) throw new Error("no space is left to write");
      written += more;
    }
  } catch (error) {
    takeBack(fd, written);
    throw new StoreUnwritableError(path, error);
  }
}

/** All of it, whole lines too: the caller still has them, and writes them again. */
function takeBack(fd: number, written: number): void {
  if (written > 0) ftruncateSync(fd, fstatSync(fd).size - written);
}

function sync(fd: number, path: string): void {
  try {
    fdatasyncSync(fd);
  } catch (error) {
    throw new StoreUnwritableError(path, error);
  }
}
