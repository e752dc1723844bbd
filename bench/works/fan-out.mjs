/** Work 2: empty tasks, 100 at a time, by `Promise.all` over direct calls or by `.map` (`fan-out.mjs all|map`). */
import { concurrent, flow, task } from "millrace";
import { batchSize, fanOutCount, inBatches, report, timeUs, warmUpCount } from "./measure.mjs";

const empty = task(async (index) => index);
let insideUs = 0;

const direct = flow(async (count) => {
  insideUs = await timeUs(() => inBatches(count, (index) => empty(index)));
});

const mapped = flow({ taskRunner: concurrent({ max: batchSize }) }, async (count) => {
  const indices = Array.from({ length: count }, (_, index) => index);
  insideUs = await timeUs(() => empty.map(indices));
});

const fanOut = process.argv[2] === "map" ? mapped : direct;
await fanOut(warmUpCount);
const wholeFlowUs = await timeUs(() => fanOut(fanOutCount));
report({ perTaskUs: insideUs / fanOutCount, wholeFlowPerTaskUs: wholeFlowUs / fanOutCount });
