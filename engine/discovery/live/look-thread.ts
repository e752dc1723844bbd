import { on } from "node:events";
import { Worker } from "node:worker_threads";

import type { DiscoveryOptions } from "./messages.ts";
import type { LookNews } from "./source-look.ts";

/**
 * Looks through a root on a thread of its own.
 *
 * @throws what the thread died of.
 */
export async function* lookInThread(options: DiscoveryOptions): AsyncGenerator<LookNews, void> {
  const worker = new Worker(new URL("./look.js", import.meta.url), { workerData: options });
  try {
    for await (const [news] of on(worker, "message", { close: ["exit"] })) {
      yield news as LookNews;
      if ((news as LookNews).type === "end") return;
    }
    throw new Error("The thread ended before it had looked at everything.");
  } finally {
    await worker.terminate();
  }
}
