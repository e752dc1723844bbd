import { rm } from "node:fs/promises";
import { readOwner } from "../../../journal/owner-file.ts";
import { probeOwner, removeOwnerSockets } from "../../../journal/owner-socket.ts";
import type { RunsContext } from "../runs-context.ts";
import type { RunDirectory } from "./run-directories.ts";

/** Deletes a run that has ended (J6): all of it. False: it stays, because the process that wrote its end still lives. */
export async function discardRun({ machine }: Pick<RunsContext, "machine">, { id, directory }: RunDirectory): Promise<boolean> {
  const owner = readOwner(directory);
  // Without a socket it was an engine that wrote the end, and has left the run.
  if (owner !== null && owner.socket !== null && (await probeOwner(owner, machine)) === "alive") return false;
  if (owner !== null) removeOwnerSockets(id, owner.generation);
  await rm(directory, { recursive: true, force: true });
  return true;
}
