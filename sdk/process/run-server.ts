import type { Socket } from "node:net";
import { createMessageConnection, SocketMessageReader, SocketMessageWriter, type MessageConnection } from "vscode-jsonrpc/node";
import type { RunApi } from "../../core/protocol/run-api.ts";
import type { RootRun } from "../run/root-run.ts";
import { cancel } from "./run-requests/cancel.ts";
import type { RunRequestHandler } from "./run-requests/handler.ts";
import { resume } from "./run-requests/resume.ts";
import { send } from "./run-requests/send.ts";

/** At most 20 a second. */
const doorbellGapMs = 50;

/** Every request but the one that a connection is remembered for. */
const handlers: { readonly [Method in Exclude<keyof RunApi, "run/subscribe">]: RunRequestHandler<Method> } = {
  "run/cancel": cancel,
  "run/resume": resume,
  "run/send": send,
};

export interface RunServer {
  accept(connection: Socket): void;
  ring(): void;
  /** Rings at once if a ring is due. */
  flush(): void;
}

export function createRunServer(root: RootRun): RunServer {
  const subscribers = new Set<MessageConnection>();
  let timer: NodeJS.Timeout | null = null;

  const tell = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    for (const subscriber of subscribers) void subscriber.sendNotification("run/appended", {}).catch(() => subscribers.delete(subscriber));
  };
  return {
    accept: (socket) => {
      const connection = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
      for (const [method, handle] of Object.entries(handlers)) connection.onRequest(method, async (params: unknown): Promise<unknown> => handle(root, params));
      connection.onRequest("run/subscribe", () => {
        subscribers.add(connection);
        return { bytes: 0 };
      });
      connection.onClose(() => subscribers.delete(connection));
      connection.onError(() => subscribers.delete(connection));
      connection.listen();
    },
    ring: () => {
      if (subscribers.size === 0 || timer !== null) return;
      timer = setTimeout(tell, doorbellGapMs);
      timer.unref();
    },
    flush: () => {
      if (subscribers.size > 0) tell();
    },
  };
}
