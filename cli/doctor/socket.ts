import { randomUUID } from "node:crypto";
import { connect } from "node:net";
import { listenAsOwner, ownerSocketPath } from "../../journal/owner-socket.ts";
import type { Check, CheckResult } from "./check.ts";

export const socket: Check = {
  name: "Sockets",
  run() {
    const path = ownerSocketPath(randomUUID(), 0);
    return new Promise((resolve) => {
      const finish = (result: CheckResult): void => {
        server?.close();
        resolve(result);
      };
      const failed = (error: Error): void =>
        finish({ ok: false, detail: `${path}: ${error.message}`, mend: "Set TMPDIR to a folder with a short path that can be written." });
      const server = tryListen(path, failed);
      if (server === undefined) return;
      server.once("listening", () => {
        const client = connect(path, () => {
          client.destroy();
          finish({ ok: true, detail: "a run can be reached" });
        });
        client.once("error", failed);
      });
    });
  },
};

function tryListen(path: string, onError: (error: Error) => void): ReturnType<typeof listenAsOwner> | undefined {
  try {
    return listenAsOwner(path, (connection) => connection.destroy(), onError);
  } catch (error) {
    onError(error instanceof Error ? error : new Error(String(error)));
    return undefined;
  }
}
