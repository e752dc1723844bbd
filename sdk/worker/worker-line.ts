import type { MessagePort } from "node:worker_threads";
import { isAddressed, type Line } from "./link/line.ts";
import type { FromWorker, ToWorker } from "./link/messages.ts";

export type WorkerLine = Line<FromWorker, ToWorker>;

export function threadLine(port: MessagePort): WorkerLine {
  return {
    send: (message) => port.postMessage(message),
    listen: (listener) => void port.on("message", listener),
    close: () => port.close(),
  };
}

/** The child process's channel. */
export function processLine(job: number): WorkerLine {
  let hear: (value: unknown) => void = () => undefined;
  return {
    send: (message) => {
      // Without a channel the flow's process is gone, and this one is about to follow it.
      if (process.connected) process.send?.({ job, message });
    },
    listen: (listener) => {
      hear = (value) => {
        if (isAddressed<ToWorker>(value, job)) listener(value.message);
      };
      process.on("message", hear);
    },
    close: () => void process.off("message", hear),
  };
}
