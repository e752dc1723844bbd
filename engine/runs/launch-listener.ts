/**
 * Where a runner that a debugger starts finds its launcher: a socket that is there for one launch, in the folder that
 * owners' sockets share and others cannot enter.
 *
 * L1. Only who shows the token is talked with, and only the first who does. A connection that says nothing is a probe:
 *     the run is being launched for as long as it is accepted (`recover.ts`).
 */
import { timingSafeEqual } from "node:crypto";
import type { Server, Socket } from "node:net";
import { EngineUnavailableError } from "../../core/protocol/errors.ts";
import { launchVariables } from "../../core/protocol/launch.ts";
import { listenAsOwner, ownerSocketPath } from "../../journal/owner-socket.ts";
import type { LaunchChannel } from "./launch-conversation.ts";

/** Far more than a runner's first word needs, in characters. */
const longestLine = 1_000_000;

export interface LaunchListener {
  /** What the runner finds in its environment. */
  readonly variables: Readonly<Record<string, string>>;
  /** Fulfils when it has come. */
  readonly runner: Promise<RunnerChannel>;
  close(): void;
}

export interface RunnerChannel extends LaunchChannel {
  /** Fulfils when the runner has hung up or is gone. */
  readonly closed: Promise<void>;
}

/** A run has owners from generation 1 on; before the first, its launcher listens in their place. */
export function launchSocketPath(runId: string): string {
  return ownerSocketPath(runId, 0);
}

/** @throws EngineUnavailableError when there is no place for a socket. */
export async function listenForRunner(runId: string, token: string): Promise<LaunchListener> {
  const path = launchSocketPath(runId);
  const connections = new Set<Socket>();
  let welcome: (runner: RunnerChannel) => void = () => undefined;
  const runner = new Promise<RunnerChannel>((resolve) => {
    welcome = resolve;
  });
  const server = await listen(path, (connection) => {
    connections.add(connection);
    // An error closes it, and that is what counts.
    connection.on("error", () => undefined).on("close", () => connections.delete(connection));
    receive(connection, token, (channel) => welcome(channel));
  });
  return {
    variables: { [launchVariables.socket]: path, [launchVariables.token]: token },
    runner,
    close: () => {
      server.close();
      for (const connection of connections) connection.destroy();
    },
  };
}

async function listen(path: string, onConnection: (connection: Socket) => void): Promise<Server> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => reject(new EngineUnavailableError(`The engine cannot listen for the debugger's process at ${path}.`, error));
    try {
      const server = listenAsOwner(path, onConnection, fail);
      server.once("listening", () => resolve(server));
    } catch (error) {
      fail(error);
    }
  });
}

function receive(connection: Socket, token: string, onHello: (channel: RunnerChannel) => void): void {
  let text = "";
  let listener: ((message: unknown) => void) | null = null;
  const early: unknown[] = [];
  let isKnown = false;
  const take = (message: unknown): void => {
    if (!isKnown) {
      if (!isHello(message, token)) return void connection.destroy();
      isKnown = true;
      onHello({
        closed: new Promise((resolve) => connection.once("close", () => resolve())),
        onMessage: (next) => {
          listener = next;
          for (const each of early.splice(0)) next(each);
        },
        send: (answer) => void connection.write(`${JSON.stringify(answer)}\n`),
      });
    } else if (listener === null) early.push(message);
    else listener(message);
  };
  connection.setEncoding("utf8").on("data", (part: string) => {
    const lines = (text + part).split("\n");
    text = lines.pop() ?? "";
    if (text.length > longestLine) connection.destroy();
    for (const line of lines) take(parse(line));
  });
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // Not a runner: what is no message is answered like any other stranger.
    return undefined;
  }
}

function isHello(message: unknown, token: string): boolean {
  if (typeof message !== "object" || message === null || !("token" in message)) return false;
  const given = Buffer.from(String(message.token));
  const expected = Buffer.from(token);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
