/** Parts of files that may not be there, and may grow meanwhile. A file that is missing reads as empty. */
import { closeSync, existsSync, fstatSync, openSync, readSync } from "node:fs";

export interface FilePart {
  readonly bytes: Buffer;
  /** Size of the whole file. */
  readonly sizeBytes: number;
}

/** At most the first `limitBytes`. */
export function readHead(path: string, limitBytes: number): FilePart {
  return readPart(path, (size) => [0, Math.min(size, limitBytes)]);
}

/** At most the last `limitBytes`. */
export function readTail(path: string, limitBytes: number): FilePart {
  return readPart(path, (size) => [Math.max(0, size - limitBytes), size]);
}

/** Everything from an offset on; `sizeBytes` below the offset says that the file was cut. */
export function readFrom(path: string, offset: number): FilePart {
  return readPart(path, (size) => [Math.min(offset, size), size]);
}

function readPart(path: string, range: (size: number) => readonly [start: number, end: number]): FilePart {
  const fd = openIfThere(path);
  if (fd === undefined) return { bytes: Buffer.alloc(0), sizeBytes: 0 };
  try {
    const sizeBytes = fstatSync(fd).size;
    const [start, end] = range(sizeBytes);
    return { bytes: readRange(fd, start, end), sizeBytes };
  } finally {
    closeSync(fd);
  }
}

function readRange(fd: number, start: number, end: number): Buffer {
  const bytes = Buffer.allocUnsafe(end - start);
  let length = 0;
  while (length < bytes.length) {
    const read = readSync(fd, bytes, length, bytes.length - length, start + length);
    if (read === 0) break;
    length += read;
  }
  return bytes.subarray(0, length);
}

function openIfThere(path: string): number | undefined {
  // Most runs have no log, and are asked for it twenty times a second: an error made for that costs more than a look.
  if (!existsSync(path)) return undefined;
  try {
    return openSync(path, "r");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
