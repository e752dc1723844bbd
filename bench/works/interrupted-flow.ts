import { existsSync } from "node:fs";
import { flow, task } from "millrace";
import { fanOutCount, inBatches } from "./measure.mjs";

const finished = task(async (index: number) => index);
const fresh = task(async () => {});

/** Fails after its 10,000 tasks until the marker is there; then one more task is called. */
export const interrupted = flow(async () => {
  await inBatches(fanOutCount, (index: number) => finished(index));
  if (!existsSync(process.env["MILLRACE_BENCH_MARKER"]!)) throw new Error("Stopped before the last task.");
  await fresh();
});
