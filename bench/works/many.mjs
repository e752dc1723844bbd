/** Work 3: 100,000 tasks in one flow, 100 at a time, and what the flow still holds of each. Needs `--expose-gc`. */
import { setImmediate } from "node:timers/promises";
import { flow, task } from "millrace";
import { inBatches, manyCount, report, timeUs, warmUpCount } from "./measure.mjs";

const empty = task(async (index) => index);
let perTaskUs = 0;
let bytesPerTask = 0;

const manyTasks = flow(async (count) => {
  const before = await heapUsed();
  const insideUs = await timeUs(() => inBatches(count, (index) => empty(index)));
  bytesPerTask = ((await heapUsed()) - before) / count;
  perTaskUs = insideUs / count;
});

await manyTasks(warmUpCount);
await manyTasks(manyCount);
report({ perTaskUs, bytesPerTask });

/** Bytes in use once the records in flight are written and all that nobody holds is gone. */
async function heapUsed() {
  for (let turn = 0; turn < 3; turn += 1) await setImmediate();
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}
