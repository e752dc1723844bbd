/**
 * The least that a cache in SQLite can do for the same promise: a result selected by the hash of its inputs, and a row
 * inserted that says so. `sqlite-cached.mjs NORMAL`.
 */
import { createHash } from "node:crypto";
import { inTurn, inTurnCount, report, timeUs, warmedUpCount } from "../works/measure.mjs";
import { openSqlite } from "./open-sqlite.mjs";

const database = await openSqlite(process.argv[2]);
database.exec("CREATE TABLE results (key TEXT PRIMARY KEY, result TEXT, expires_at INTEGER)");
const keep = database.prepare("INSERT INTO results (key, result) VALUES (?, ?)");
const find = database.prepare("SELECT result, expires_at FROM results WHERE key = ?");
const insert = database.prepare("INSERT INTO steps (id, name, state, input, result, started_at, ended_at) VALUES (?, ?, 'CACHED', ?, ?, ?, ?)");
let lastId = 0;

for (let index = 0; index < inTurnCount; index += 1) keep.run(keyOf(index), JSON.stringify(index));
for (let done = 0; done < warmedUpCount; done += inTurnCount) await inTurn(inTurnCount, answered);
report({ perCallUs: (await timeUs(() => inTurn(inTurnCount, answered))) / inTurnCount });
database.close();

function keyOf(index) {
  return createHash("sha256").update(JSON.stringify({ index })).digest("hex");
}

async function answered(index) {
  const { result } = find.get(keyOf(index));
  const now = Date.now();
  lastId += 1;
  insert.run(lastId, "step", JSON.stringify(index), result, now, now);
  return JSON.parse(result);
}
