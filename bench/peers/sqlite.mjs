/**
 * The least that a store in SQLite can do for the same promise: a row inserted before each step, updated after it
 * (`sqlite.mjs turn|warm NORMAL|FULL`), or both for a hundred steps in one transaction (`sqlite.mjs batch NORMAL`).
 */
import { batchSize, fanOutCount, inTurn, inTurnCount, report, timeUs, warmedUpCount, warmUpCount } from "../works/measure.mjs";
import { openSqlite } from "./open-sqlite.mjs";

const [work, synchronous] = process.argv.slice(2);
const database = await openSqlite(synchronous);
const insert = database.prepare("INSERT INTO steps (id, name, state, input, started_at) VALUES (?, ?, 'RUNNING', ?, ?)");
const update = database.prepare("UPDATE steps SET state = 'COMPLETED', result = ?, ended_at = ? WHERE id = ?");
const empty = async (index) => index;
let lastId = 0;

const [run, count] = work === "batch" ? [stepsInBatches, fanOutCount] : [stepsInTurn, inTurnCount];
await run(work === "warm" ? warmedUpCount : warmUpCount);
report({ perTaskUs: (await timeUs(() => run(count))) / count });
database.close();

function start(index) {
  lastId += 1;
  insert.run(lastId, "step", JSON.stringify(index), Date.now());
  return lastId;
}

function end(id, result) {
  update.run(JSON.stringify(result), Date.now(), id);
}

async function stepsInTurn(total) {
  await inTurn(total, async (index) => {
    const id = start(index);
    end(id, await empty(index));
  });
}

async function stepsInBatches(total) {
  for (let first = 0; first < total; first += batchSize) {
    const indices = Array.from({ length: batchSize }, (_, offset) => first + offset);
    database.exec("BEGIN");
    const ids = indices.map(start);
    const results = await Promise.all(indices.map(empty));
    ids.forEach((id, offset) => end(id, results[offset]));
    database.exec("COMMIT");
  }
}
