/**
 * What one would write by hand: p-queue runs the steps 100 at a time, bare (`queue.mjs bare`), or each with a row of its
 * own in SQLite, inserted before it and updated after it (`queue.mjs sqlite`).
 */
import PQueue from "p-queue";
import { batchSize, fanOutCount, report, timeUs, warmUpCount } from "../works/measure.mjs";
import { openSteps } from "./open-sqlite.mjs";

const isRecorded = process.argv[2] === "sqlite";
const steps = isRecorded ? await openSteps("NORMAL") : null;
const empty = async (index) => index;
const step = isRecorded ? recorded : empty;

await inQueue(warmUpCount);
report({ perTaskUs: (await timeUs(() => inQueue(fanOutCount))) / fanOutCount });
steps?.close();

async function inQueue(count) {
  const queue = new PQueue({ concurrency: batchSize });
  await queue.addAll(Array.from({ length: count }, (_, index) => () => step(index)));
}

async function recorded(index) {
  const id = steps.start(index);
  const result = await empty(index);
  steps.end(id, result);
  return result;
}
