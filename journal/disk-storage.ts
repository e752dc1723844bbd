/**
 * A run's directory. Invariant J2: the records' file holds whole lines. A write that falls short is repeated with the
 * rest; one that fails cuts the file back to where the call found it, and the caller keeps the text.
 */
import {
  closeSync,
  existsSync,
  fdatasync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { StoreUnwritableError } from "../core/protocol/errors.ts";
import { runPaths } from "./run-paths.ts";
import type { RunStorage } from "./run-storage.ts";

const fileMode = 0o600;
const directoryMode = 0o700;

/** Opens an existing run directory for its owner. */
export function openDiskStorage(directory: string, options: { readonly durable: boolean } = { durable: false }): RunStorage {
  const paths = runPaths(directory);
  const events = openAppend(paths.events);
  let log: number | undefined;
  return {
    location: directory,
    appendRecords: (lines) => appendWhole(events, lines, paths.events),
    appendLog: (lines) => {
      log ??= openAppend(paths.log);
      appendWhole(log, lines, paths.log);
    },
    syncRecords: () => fdatasyncSync(events),
    syncRecordsAsync: (done) => fdatasync(events, done),
    putResult: (name, text) => putFile(paths.results, name, text, options.durable),
    getResult: (name) => readIfThere(join(paths.results, name)),
    readRecords: () => readIfThere(paths.events) ?? "",
    readLog: () => readIfThere(paths.log) ?? "",
    close: () => {
      closeSync(events);
      if (log !== undefined) closeSync(log);
    },
  };
}

function openAppend(path: string): number {
  try {
    return openSync(path, "a", fileMode);
  } catch (error) {
    throw new StoreUnwritableError(path, error);
  }
}

function appendWhole(fd: number, lines: string, path: string): void {
  try {
    const written = writeSync(fd, lines);
    if (written < Buffer.byteLength(lines)) appendRest(fd, Buffer.from(lines), written);
  } catch (error) {
    cutToWholeLines(fd, path);
    throw new StoreUnwritableError(path, error);
  }
}

/** A full disk takes part of a write without an error; the next one says so. */
function appendRest(fd: number, bytes: Buffer, start: number): void {
  let offset = start;
  while (offset < bytes.length) {
    const written = writeSync(fd, bytes, offset);
    if (written === 0) throw new Error("no space is left to write");
    offset += written;
  }
}

function cutToWholeLines(fd: number, path: string): void {
  const size = fstatSync(fd).size;
  const bytes = readFileSync(path);
  const end = bytes.subarray(0, size).lastIndexOf(0x0a) + 1;
  ftruncateSync(fd, end);
}

/** Invariant J7: a value's file is whole before a record names it. */
function putFile(directory: string, name: string, text: string, durable: boolean): void {
  const path = join(directory, name);
  if (existsSync(path)) return;
  try {
    mkdirSync(directory, { recursive: true, mode: directoryMode });
    const temporary = `${path}.${process.pid}.tmp`;
    writeFileSync(temporary, text, { mode: fileMode, flush: durable });
    renameSync(temporary, path);
    if (durable) syncDirectory(directory);
  } catch (error) {
    throw new StoreUnwritableError(path, error);
  }
}

function syncDirectory(directory: string): void {
  if (process.platform === "win32") return;
  const fd = openSync(directory, "r");
  try {
    fdatasyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
