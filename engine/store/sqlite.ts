import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { Database } from "sql.js";

/** An empty database in memory. SQLite itself is loaded here alone, and by the first call. */
export async function openMemoryDatabase(wasm: string | undefined): Promise<Database> {
  const [{ default: initialise }, binary] = await Promise.all([import("sql.js"), readFile(wasm ?? findWasm())]);
  const sqlite = await initialise({ wasmBinary: toArrayBuffer(binary) });
  return new sqlite.Database();
}

function findWasm(): string {
  const besideBundle = fileURLToPath(new URL("./sql-wasm.wasm", import.meta.url));
  return existsSync(besideBundle) ? besideBundle : createRequire(import.meta.url).resolve("sql.js/dist/sql-wasm.wasm");
}

function toArrayBuffer(bytes: Buffer): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.length);
  new Uint8Array(copy).set(bytes);
  return copy;
}
