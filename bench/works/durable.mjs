/**
 * Work 6: what `durable: true` adds. Tasks in turn, beside an append and an fdatasync of as many bytes for each; and a
 * hundred at a time, beside the same without `durable`. In rounds, one after the other, since a disk has moods.
 */
import { closeSync, fdatasyncSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { flow, task } from "millrace";
import { batchSize, inBatches, report, timeUs } from "./measure.mjs";

const rounds = 21;
const turnCount = 50;
const batches = 5;

const empty = task(async (index) => index);
/** About what the records of such a task come to. */
const line = `${"x".repeat(180)}\n`;
let insideUs = 0;

const inTurn = flow({ durable: true }, async () => {
  insideUs = await timeUs(async () => {
    for (let index = 0; index < turnCount; index += 1) await empty(index);
  });
});
const inHundreds = async () => {
  insideUs = await timeUs(() => inBatches(batches * batchSize, (index) => empty(index)));
};
const shared = flow({ durable: true }, inHundreds);
const plain = flow(inHundreds);

function appendAndSync(text) {
  const file = openSync(join(process.env.MILLRACE_HOME, "floor"), "a");
  const start = process.hrtime.bigint();
  for (let index = 0; index < turnCount; index += 1) {
    writeSync(file, text);
    fdatasyncSync(file);
  }
  const us = Number(process.hrtime.bigint() - start) / 1_000;
  closeSync(file);
  return us / turnCount;
}

async function inside(work, count) {
  await work();
  return insideUs / count;
}

for (const work of [inTurn, shared, plain]) await work();
appendAndSync(line);
const measured = { floorUs: [], hundredFloorUs: [], turnUs: [], sharedUs: [], plainUs: [] };
for (let round = 0; round < rounds; round += 1) {
  measured.floorUs.push(appendAndSync(line));
  measured.hundredFloorUs.push(appendAndSync(line.repeat(batchSize)));
  measured.turnUs.push(await inside(inTurn, turnCount));
  measured.plainUs.push(await inside(plain, batches));
  measured.sharedUs.push(await inside(shared, batches));
}
const { floorUs, hundredFloorUs, turnUs, sharedUs, plainUs } = Object.fromEntries(Object.entries(measured).map(([name, values]) => [name, median(values)]));
report({ floorUs, hundredFloorUs, turnUs, addedPerHundredUs: sharedUs - plainUs, perHundredUs: sharedUs });

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
