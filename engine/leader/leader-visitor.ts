import type { Socket } from "node:net";
import { createMessageConnection, ErrorCodes, ResponseError, SocketMessageReader, SocketMessageWriter, type MessageConnection } from "vscode-jsonrpc/node";
import { EngineUnavailableError, MillraceError, UsageError } from "../../core/protocol/errors.ts";
import type { LeaderEvents, LeaderFailure, LeaderHello, LeaderRequests, LeaderWelcome } from "../../core/protocol/leader-api.ts";
import { readHello } from "../../core/protocol/read-leader-message.ts";
import type { LeaderRequest } from "./request-handler.ts";
import { leaderRequests } from "./request-table.ts";
import type { SharedState } from "./shared-state.ts";

export interface VisitorPorts {
  readonly state: SharedState;
  hello(visitor: LeaderVisitor, hello: LeaderHello): LeaderWelcome;
  closed(visitor: LeaderVisitor): void;
}

/** One connection to the leader, and what is its: all that it holds or waits for (A3). */
export class LeaderVisitor {
  readonly #connection: MessageConnection;
  readonly #socket: Socket;
  readonly #ports: VisitorPorts;
  readonly #tokens = new Set<string>();
  hello: LeaderHello | null = null;
  /** What it has said before may still lie in the queue: nobody would give back what that is granted. */
  #hasLeft = false;

  constructor(socket: Socket, ports: VisitorPorts) {
    this.#socket = socket;
    this.#ports = ports;
    this.#connection = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
    this.#connection.onError(() => undefined);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      this.#hasLeft = true;
      ports.closed(this);
    });
    this.#connection.onRequest("leader/hello", (params: unknown): unknown => this.#answer(() => this.#greet(params)));
    for (const method of Object.keys(leaderRequests) as (keyof typeof leaderRequests)[]) this.#listenFor(method, leaderRequests[method]);
    this.#connection.listen();
  }

  get tokens(): readonly string[] {
    return [...this.#tokens];
  }

  has(token: string): boolean {
    return this.#tokens.has(token);
  }

  keep(token: string): void {
    this.#tokens.add(token);
  }

  /** False: it is not its. */
  giveUp(token: string): boolean {
    return this.#tokens.delete(token);
  }

  tell<Event extends keyof LeaderEvents>(event: Event, params: LeaderEvents[Event]): void {
    // Whoever has gone hears nothing, and its close follows.
    this.#connection.sendNotification(event, params).catch(() => undefined);
  }

  /** After what has been said so far. */
  close(): void {
    this.#socket.end();
  }

  #listenFor<Method extends Exclude<keyof LeaderRequests, "leader/hello">>(method: Method, { read, answer }: LeaderRequest<Method>): void {
    this.#connection.onRequest(method, (given: unknown): unknown =>
      this.#answer(() => {
        const params = read(given);
        if (this.hello === null || params === null) throw new UsageError(`A leader was asked ${method} with what it does not understand.`);
        return answer(this.#ports.state, params, this);
      }),
    );
  }

  #greet(params: unknown): LeaderWelcome {
    const hello = readHello(params);
    if (hello === null) throw new UsageError("A leader was greeted with what it does not understand.");
    return this.#ports.hello(this, hello);
  }

  #answer(make: () => unknown): unknown {
    try {
      if (this.#hasLeft) throw new EngineUnavailableError("The client has gone.");
      return make();
    } catch (error) {
      const { code, message, hint } = error instanceof MillraceError ? error : new EngineUnavailableError(`The leader failed: ${error instanceof Error ? error.message : String(error)}`);
      return new ResponseError<LeaderFailure>(ErrorCodes.InternalError, message, { code, message, hint: hint ?? null });
    }
  }
}
