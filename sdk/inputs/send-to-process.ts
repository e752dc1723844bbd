/** To a run of another process: over its socket, or into its inbox where it has none that lives. */
import { readdirSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { createMessageConnection, SocketMessageReader, SocketMessageWriter } from "vscode-jsonrpc/node";
import type { SendParams } from "../../core/protocol/run-api.ts";
import { type InboxMessage, putIntoInbox, removeFromInbox } from "../../journal/inbox.ts";
import { readOwner } from "../../journal/owner-file.ts";
import { runPaths } from "../../journal/run-paths.ts";
import { readRecords } from "../../journal/run-reader.ts";
import { findWorkspace } from "../../journal/workspace.ts";
import { readEnvironment } from "../process/environment.ts";
import { systemClock } from "../process/system-clock.ts";

/** `sent`: it is recorded, or lies in the inbox. */
export async function sendToProcess(message: SendParams, folder: string): Promise<"sent" | "noRun" | "completed"> {
  const { runs } = findWorkspace(folder, process.cwd(), readEnvironment().home);
  const name = namesIn(runs).find((each) => each.endsWith(`-${message.flowRunId}`));
  if (name === undefined) return "noRun";
  const directory = join(runs, name);
  if (await tellOwner(directory, message)) return "sent";
  if (hasCompleted(directory)) return "completed";
  const { input } = message;
  const inbox: InboxMessage = { ...message, at: systemClock.nowUs() };
  putIntoInbox(directory, inbox);
  // It may have been started meanwhile, and have looked before: then it is told, and records it once.
  if (await tellOwner(directory, message)) removeFromInbox(directory, input);
  return "sent";
}

/** False: nobody has taken it. */
async function tellOwner(directory: string, message: SendParams): Promise<boolean> {
  const path = readOwner(directory)?.socket ?? null;
  if (path === null) return false;
  const socket = connect(path);
  const isConnected = await new Promise<boolean>((resolve) => {
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
  });
  if (!isConnected) return false;
  socket.on("error", () => undefined);
  const connection = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
  connection.onError(() => undefined);
  connection.listen();
  try {
    const closed = new Promise<false>((resolve) => socket.once("close", () => resolve(false)));
    const answer = connection.sendRequest<{ readonly accepted: boolean }>("run/send", message).then(
      ({ accepted }) => accepted,
      () => false,
    );
    return await Promise.race([answer, closed]);
  } finally {
    connection.dispose();
    socket.destroy();
  }
}

function hasCompleted(directory: string): boolean {
  const last = readRecords(readFileSync(runPaths(directory).events)).records.at(-1);
  return last?.k === "closed" && last.state.type === "COMPLETED";
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Nothing has run here yet.
    return [];
  }
}
