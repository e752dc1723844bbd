/** A database of SQLite by better-sqlite3 or, where that could not be built, by Node's own `node:sqlite`. */
import { join } from "node:path";

export async function openSqlite(synchronous) {
  const file = join(process.env.MILLRACE_BENCH_DIR, "steps.db");
  const binding = process.env.MILLRACE_BENCH_SQLITE_BINDING;
  const database = binding === undefined ? await openBuiltIn(file) : await openBetter(file, binding);
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous};`);
  database.exec(`CREATE TABLE steps (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, state TEXT NOT NULL,
    input TEXT, result TEXT, started_at INTEGER NOT NULL, ended_at INTEGER
  )`);
  return database;
}

async function openBetter(file, nativeBinding) {
  const { default: Database } = await import("better-sqlite3");
  return new Database(file, { nativeBinding });
}

async function openBuiltIn(file) {
  const { DatabaseSync } = await import("node:sqlite");
  return new DatabaseSync(file);
}
