/**
 * The least that a store in SQLite can do for the same promise: a row inserted before each step, updated after it
 * (`sqlite.mjs turn|warm NORMAL|FULL`), or both for a hundred steps in one transaction (`sqlite.mjs batch NORMAL`).
 */
import { batchSize, fanOutCount, inTurn, inTurnCount, report, timeUs, warmedUpCount, warmUpCount } from "../works/measure.mjs";
import { openSteps } from "./open-sqlite.mjs";

const [work, synchronous] = process.argv.slice(2);
const steps = await openSteps(synchronous);
const empty = async (index) => index;

const [run, count] = work === "batch" ? [stepsInBatches, fanOutCount] : [stepsInTurn, inTurnCount];
await run(work === "warm" ? warmedUpCount : warmUpCount);
report({ perTaskUs: (await timeUs(() => run(count))) / count });
steps.close();

async function stepsInTurn(total) {
  await inTurn(total, async (index) => {
    const id = steps.start(index);
    steps.end(id, await empty(index));
  });
}

async function stepsInBatches(total) {
  for (let first = 0; first < total; first += batchSize) {
    const indices = Array.from({ length: batchSize }, (_, offset) => first + offset);
    steps.exec("BEGIN");
    const ids = indices.map((index) => steps.start(index));
    const results = await Promise.all(indices.map(empty));
    ids.forEach((id, offset) => steps.end(id, results[offset]));
    steps.exec("COMMIT");
  }
}
