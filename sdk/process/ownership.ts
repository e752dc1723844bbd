/** The socket of a run that this process owns: it proves the owner alive, takes a cancel, and tells of growth. */
import type { Socket } from "node:net";
import { listenAsOwner, runSocketPath } from "../../journal/owner-socket.ts";
import type { RootRun } from "../run/root-run.ts";
import type { RunServer } from "./run-server.ts";

export interface Ownership {
  readonly socket: string;
  /** Whether the process leads a process group of its own, of which nothing may be left behind. */
  readonly leadsGroup: boolean;
  /** Requests are answered from here on; until then they wait. */
  serve(root: RootRun): void;
  /** The run's files have grown. */
  ring(): void;
  release(): void;
}

export function ownRun(directory: string, generation: number, leadsGroup: boolean): Ownership {
  const socket = runSocketPath(directory, generation);
  const waiting: Socket[] = [];
  const open = new Set<Socket>();
  let root: RootRun | null = null;
  let server: RunServer | null = null;

  const answer = (connection: Socket): void => {
    if (root === null) {
      waiting.push(connection);
      return;
    }
    const owned = root;
    // A probe asks nothing; the protocol is loaded only for someone who talks.
    connection.once("readable", () => {
      import("./run-server.ts").then(
        ({ createRunServer }) => {
          server ??= createRunServer(owned);
          server.accept(connection);
        },
        // An installation has replaced the package under the run: it goes on, and nobody can talk to it.
        () => connection.destroy(),
      );
    });
  };
  const listener = listenAsOwner(
    socket,
    (connection) => {
      connection.unref();
      open.add(connection);
      connection.on("error", () => connection.destroy());
      connection.on("close", () => open.delete(connection));
      answer(connection);
    },
    () => undefined,
  );
  return {
    socket,
    leadsGroup,
    serve: (owned) => {
      root = owned;
      for (const connection of waiting.splice(0)) answer(connection);
    },
    ring: () => server?.ring(),
    release: () => {
      server?.flush();
      listener.close();
      for (const connection of open) connection.end();
    },
  };
}
