/** Work 7: tasks that keep the CPU busy for 20 ms, in workers (`workers.mjs threads|processes`). */
import { flow, isMain, processes, task, threads } from "millrace";
import { busyCount, busyMs, busyWorkers, report, stayBusy, timeUs } from "./measure.mjs";

const busy = task((index) => {
  stayBusy(busyMs);
  return index;
});
let insideUs = 0;

const run = process.argv[2] === "processes" ? processes : threads;
const mapped = flow({ taskRunner: run({ max: busyWorkers }) }, async (count) => {
  // Once, so that all workers are warm.
  await busy.map(Array.from({ length: 2 * busyWorkers }, (_, index) => index));
  const indices = Array.from({ length: count }, (_, index) => index);
  insideUs = await timeUs(() => busy.map(indices));
});

if (isMain(import.meta)) {
  await mapped(busyCount);
  report({ perTaskMs: (insideUs / 1_000 / busyCount) * busyWorkers });
}
