/** The pool behind the task runners, by itself, with the same tasks (`tinypool.mjs threads|processes`). */
import { Tinypool } from "tinypool";
import { fileURLToPath } from "node:url";
import { busyCount, busyMs, busyWorkers, report, stayBusy, timeUs } from "../works/measure.mjs";

export function busy(index) {
  stayBusy(busyMs);
  return index;
}

if (process.argv[1] === fileURLToPath(import.meta.url) && !Tinypool.isWorkerThread) {
  const runtime = process.argv[2] === "processes" ? "child_process" : "worker_threads";
  const pool = new Tinypool({ filename: fileURLToPath(import.meta.url), name: "busy", runtime, minThreads: busyWorkers, maxThreads: busyWorkers });
  const runAll = (count) => Promise.all(Array.from({ length: count }, (_, index) => pool.run(index)));
  await runAll(2 * busyWorkers);
  const insideUs = await timeUs(() => runAll(busyCount));
  report({ perTaskMs: (insideUs / 1_000 / busyCount) * busyWorkers });
  await pool.destroy();
}
