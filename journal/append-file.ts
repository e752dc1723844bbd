/**
 * Files of records. Invariant J2: they hold whole lines. A write that falls short is repeated with the rest; one that
 * fails cuts the file back to where the call found it, and the caller keeps the text.
 */
import { closeSync, fdatasyncSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from "node:fs";
import { StoreUnwritableError } from "../core/protocol/errors.ts";

const fileMode = 0o600;
const newline = 0x0a;

/** @throws StoreUnwritableError */
export function openAppend(path: string): number {
  try {
    return openSync(path, "a", fileMode);
  } catch (error) {
    throw new StoreUnwritableError(path, error);
  }
}

/**
 * The same for a file whose torn tail nobody cuts, since its readers pass over it: what a power loss has left of a line
 * ends here, so that the first new one is none of it. @throws StoreUnwritableError
 */
export function openAppendBehindTail(path: string): number {
  const fd = openAppend(path);
  if (!endsWithLine(path)) appendWhole(fd, "\n", path);
  return fd;
}

function endsWithLine(path: string): boolean {
  const fd = openSync(path, "r");
  try {
    const { size } = fstatSync(fd);
    const last = Buffer.alloc(1);
    return size === 0 || (readSync(fd, last, 0, 1, size - 1) === 1 && last[0] === newline);
  } finally {
    closeSync(fd);
  }
}

/** Writes whole lines, or nothing of them. @throws StoreUnwritableError */
export function appendWhole(fd: number, lines: string, path: string): void {
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

/** What has been written survives a power loss from here on. @throws StoreUnwritableError */
export function syncFile(fd: number, path: string): void {
  try {
    fdatasyncSync(fd);
  } catch (error) {
    throw new StoreUnwritableError(path, error);
  }
}
