/** Import it only when there is somebody to talk to: the protocol takes longer to load than a run to start. */
import type { Socket } from "node:net";
import { createMessageConnection, ResponseError, SocketMessageReader, SocketMessageWriter } from "vscode-jsonrpc/node";
import { MillraceError } from "../../core/base/millrace-error.ts";
import type { LeaderEvents, LeaderFailure, LeaderRequests } from "../../core/protocol/leader-api.ts";

/** The conversation with a leader (`core/protocol/leader-api.ts`). */
export interface LeaderConnection {
  /** @throws MillraceError as the leader's, ConnectionLost */
  request<Method extends keyof LeaderRequests>(method: Method, params: LeaderRequests[Method]["params"]): Promise<LeaderRequests[Method]["result"]>;
  on<Event extends keyof LeaderEvents>(event: Event, listener: (params: LeaderEvents[Event]) => void): void;
  /** Fulfils when it is over, from whichever side. */
  readonly closed: Promise<void>;
  /** Whether it keeps this process alive. */
  hold(isHeld: boolean): void;
  dispose(): void;
}

/** The leader has gone before it answered; the next one may be asked (A2). */
export class ConnectionLost extends Error {
  override readonly name = "ConnectionLost";
}

export function talkToLeader(socket: Socket): LeaderConnection {
  const connection = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
  const closed = new Promise<void>((resolve) => {
    socket.once("close", () => resolve());
  });
  // An error of the socket closes it, and that is what callers wait for.
  socket.on("error", () => socket.destroy());
  connection.onError(() => undefined);
  connection.listen();
  const lost = closed.then(() => {
    throw new ConnectionLost("The leader has gone.");
  });
  lost.catch(() => undefined);
  return {
    closed,
    request: async (method, params) => {
      try {
        return await Promise.race([connection.sendRequest<LeaderRequests[typeof method]["result"]>(method, params), lost]);
      } catch (error) {
        throw readFailure(error);
      }
    },
    on: (event, listener) => void connection.onNotification(event, listener),
    hold: (isHeld) => void (isHeld ? socket.ref() : socket.unref()),
    dispose: () => {
      connection.dispose();
      socket.destroy();
    },
  };
}

/** What the leader answered with, or that it answered nothing. */
function readFailure(error: unknown): Error {
  if (error instanceof ResponseError && isFailure(error.data)) {
    const { code, message, hint } = error.data;
    return new MillraceError(code, message, hint === null ? {} : { hint });
  }
  // Whatever the connection says of its own end, the request has had no answer.
  return error instanceof ResponseError ? new ConnectionLost(error.message) : error instanceof ConnectionLost ? error : new ConnectionLost(String(error));
}

function isFailure(data: unknown): data is LeaderFailure {
  return typeof data === "object" && data !== null && "code" in data && "message" in data && "hint" in data;
}
