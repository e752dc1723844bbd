/** The flow's end of the line to a worker. */
import type { TinypoolChannel } from "tinypool";
import type { MessagePort } from "node:worker_threads";
import { isAddressed, type Line } from "../../worker/link/line.ts";
import type { FromWorker, ToWorker } from "../../worker/link/messages.ts";

export interface OwnerLine extends Line<ToWorker, FromWorker> {
  /** Calls back when the other end is gone, where that is told. */
  onGone(callback: () => void): void;
}

export function threadLine(port: MessagePort): OwnerLine {
  return {
    send: (message) => port.postMessage(message),
    listen: (listener) => {
      port.on("message", listener);
      // The pool keeps the process alive while a job goes on.
      port.unref();
    },
    close: () => port.close(),
    onGone: (callback) => void port.once("close", callback),
  };
}

export function processChannel(job: number): { readonly line: OwnerLine; readonly channel: TinypoolChannel } {
  let transmit: (message: unknown) => void = () => undefined;
  let hear: ((message: FromWorker) => void) | null = null;
  const line: OwnerLine = {
    send: (message) => transmit({ job, message }),
    listen: (listener) => {
      hear = listener;
    },
    close: () => {
      hear = null;
    },
    onGone: () => undefined,
  };
  const channel: TinypoolChannel = {
    onMessage: (callback) => {
      transmit = callback;
    },
    postMessage: (value: unknown) => {
      if (isAddressed<FromWorker>(value, job)) hear?.(value.message);
    },
  };
  return { line, channel };
}
