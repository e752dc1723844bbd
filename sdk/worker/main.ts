/**
 * What a worker of `threads()` or `processes()` executes: it is loaded once by the pool's own entry, and called for each
 * job. A job lasts as long as the task run that it is for.
 */
import type { MessagePort } from "node:worker_threads";
import { captureConsole } from "../logging/console-capture.ts";
import { captureStreams } from "../logging/stream-capture.ts";
import { sharedState } from "../shared-state.ts";
import { guardWorker } from "./guard-worker.ts";
import { runJob } from "./job.ts";
import type { JobOrder } from "./link/messages.ts";
import { loadTypeScript } from "./load-typescript.ts";
import { SharedCopies } from "./shared-copies.ts";
import { processLine, threadLine } from "./worker-line.ts";

let prepared: Promise<void> | null = null;
const copies = new SharedCopies();

/** The pool calls it. `port`: the line of a thread; a child process has its channel. */
export async function work({ order, port }: { readonly order: JobOrder; readonly port: MessagePort | null }): Promise<void> {
  prepared ??= prepare(order);
  await prepared;
  await runJob(order, port === null ? processLine(order.job) : threadLine(port), copies);
}

async function prepare({ capturesStreams }: JobOrder): Promise<void> {
  const state = sharedState();
  state.isWorker = true;
  state.guarded = "all";
  guardWorker();
  captureConsole();
  if (capturesStreams) captureStreams();
  await loadTypeScript();
}
