/** A table of steps in SQLite, by better-sqlite3 or, where that could not be built, by Node's own `node:sqlite`. */
import { join } from "node:path";

/** Rows of steps: `start` inserts one and gives its id, `end` updates it. */
export async function openSteps(synchronous) {
  const database = await openSqlite(synchronous);
  const insert = database.prepare("INSERT INTO steps (id, name, state, input, started_at) VALUES (?, ?, 'RUNNING', ?, ?)");
  const update = database.prepare("UPDATE steps SET state = 'COMPLETED', result = ?, ended_at = ? WHERE id = ?");
  let lastId = 0;
  return {
    start: (input) => {
      lastId += 1;
      insert.run(lastId, "step", JSON.stringify(input), Date.now());
      return lastId;
    },
    end: (id, result) => update.run(JSON.stringify(result), Date.now(), id),
    readAll: () => database.prepare("SELECT id, name, state, input, result, started_at, ended_at FROM steps").all(),
    exec: (sql) => database.exec(sql),
    close: () => database.close(),
  };
}

/** The database of a sample, with the table of steps in it. */
export async function openSqlite(synchronous) {
  const file = join(process.env.MILLRACE_BENCH_DIR, "steps.db");
  const binding = process.env.MILLRACE_BENCH_SQLITE_BINDING;
  const database = binding === undefined ? await openBuiltIn(file) : await openBetter(file, binding);
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous};`);
  database.exec(`CREATE TABLE IF NOT EXISTS steps (
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
