import { closeSync, existsSync, fstatSync, mkdirSync, openSync, readSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { StoreUnwritableError } from "../../core/protocol/errors.ts";
import { temporaryFor } from "../temporary-file.ts";
import { decodeKeyedRecord, encodeKeyedRecord, keyedFileName, type KeyedRecord } from "./keyed-record.ts";

export type FileRead = { readonly kind: "found"; readonly record: KeyedRecord } | { readonly kind: "none" } | { readonly kind: "damaged"; readonly reason: string };

/** Most records are small: one read into a buffer that is there already. */
const bufferBytes = 16_384;

/** A folder with a file for each record (invariant K1: written under another name, renamed then). */
export class RecordFiles {
  readonly #directory: string;
  readonly #buffer = Buffer.allocUnsafeSlow(bufferBytes);

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** What cannot be read is damaged, whatever the reason. */
  read(name: string): FileRead {
    const path = this.#pathOf(name);
    try {
      const text = this.#readText(path);
      if (text === null) return { kind: "none" };
      const record = decodeKeyedRecord(name, text);
      return record === null ? { kind: "damaged", reason: `${path} is damaged, or of a version that this Millrace does not know` } : { kind: "found", record };
    } catch (error) {
      return { kind: "damaged", reason: `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}` };
    }
  }

  /** @throws StoreUnwritableError */
  write(record: KeyedRecord): void {
    const path = this.#pathOf(record.key);
    const temporary = temporaryFor(path);
    try {
      mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
      writeFileSync(temporary, encodeKeyedRecord(record), { mode: 0o600 });
      renameSync(temporary, path);
    } catch (error) {
      if (existsSync(temporary)) rmSync(temporary);
      throw new StoreUnwritableError(path, error);
    }
  }

  #pathOf(key: string): string {
    return join(this.#directory, keyedFileName(key));
  }

  /** `null`: there is no such file. */
  #readText(path: string): string | null {
    const fd = openIfThere(path);
    if (fd === null) return null;
    try {
      const bytes = readSync(fd, this.#buffer, 0, bufferBytes, 0);
      if (bytes < bufferBytes) return this.#buffer.toString("utf8", 0, bytes);
      const whole = Buffer.allocUnsafe(fstatSync(fd).size);
      return whole.toString("utf8", 0, readSync(fd, whole, 0, whole.length, 0));
    } finally {
      closeSync(fd);
    }
  }
}

function openIfThere(path: string): number | null {
  try {
    return openSync(path, "r");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}
