/**
 * A thread that looks through a root while the one beside it loads the compiler, which takes as long. Started by
 * `look-thread.ts`; an entry of its own in the build. It ends when it has told everything.
 */
import { parentPort, workerData } from "node:worker_threads";

import type { DiscoveryOptions } from "./messages.ts";
import { lookThrough } from "./source-look.ts";

if (parentPort !== null) {
  // Nobody else waits in this thread.
  for await (const news of lookThrough(workerData as DiscoveryOptions, () => Promise.resolve())) parentPort.postMessage(news);
}
