/** What every sample shares: the sizes of the works, a stopwatch, and the one line of JSON that a sample prints. */
import { availableParallelism } from "node:os";

export const inTurnCount = 1_000;
export const fanOutCount = 10_000;
export const manyCount = 100_000;
export const batchSize = 100;
export const warmUpCount = 200;
/** After so many the compiler of the JavaScript engine has done what it does. */
export const warmedUpCount = 5_000;
export const busyCount = 200;
export const busyMs = 20;
export const busyWorkers = availableParallelism();

/** Microseconds that `work` took. */
export async function timeUs(work) {
  const start = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - start) / 1_000;
}

export function report(values) {
  process.stdout.write(`${JSON.stringify(values)}\n`);
}

/** Calls `step` for 0 … count − 1, one after the other. */
export async function inTurn(count, step) {
  for (let index = 0; index < count; index += 1) await step(index);
}

/** Calls `step` for 0 … count − 1, `batchSize` at a time. */
export async function inBatches(count, step) {
  for (let start = 0; start < count; start += batchSize) {
    const batch = [];
    for (let index = start; index < start + batchSize; index += 1) batch.push(step(index));
    await Promise.all(batch);
  }
}

/** Keeps the CPU to itself for so long. */
export function stayBusy(ms) {
  const end = performance.now() + ms;
  while (performance.now() < end);
}
