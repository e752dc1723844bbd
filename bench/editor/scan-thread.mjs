/**
 * The scan in the thread that does it, without the engine around it: `scan-thread.mjs <engine's dist> <folder>`, run by `sources.mjs`.
 * Tells its parent the milliseconds from the order (the thread is started with it) to the last file, and the files with flows.
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";

const [dist, root] = process.argv.slice(2);
const start = performance.now();
// As the engine starts it: engine/discovery/live/discovery-thread.ts.
const worker = new Worker(pathToFileURL(join(dist, "discovery.js")), { workerData: { root, exclude: [] }, resourceLimits: { maxYoungGenerationSizeMb: 96 } });
let files = 0;
worker.on("message", (news) => {
  if (news.type === "found") files += Object.keys(news.files).length;
  if (news.type !== "scanned") return;
  process.send({ ms: performance.now() - start, files });
  void worker.terminate();
});
