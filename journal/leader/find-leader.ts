import { existsSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { EngineUnavailableError } from "../../core/protocol/errors.ts";
import { isSameBoot, thisMachine, type MachineIdentity } from "../machine.ts";
import { readOwner, type Owner } from "../owner-file.ts";
import { leaderPaths } from "./leader-paths.ts";

export type FoundLeader =
  | { readonly kind: "alive"; readonly owner: Owner; readonly socket: Socket }
  /** There is none; `after` is the generation that is dead, 0 for none ever. */
  | { readonly kind: "none"; readonly after: number };

/**
 * Connects to the leader of a workspace, if one lives. Of the generation that was seen dead the next is to be taken.
 *
 * @throws EngineUnavailableError for one on another machine, of which nobody here can say whether it lives.
 */
export async function findLeader(home: string): Promise<FoundLeader> {
  const { folder } = leaderPaths(home);
  const owner = existsSync(folder) ? readOwner(folder, "leader") : null;
  if (owner === null) return { kind: "none", after: 0 };
  const none = { kind: "none", after: owner.generation } as const;
  if (owner.socket === null || !mayLive(owner, thisMachine(), folder)) return none;
  const socket = await tryConnect(owner.socket);
  return socket === null ? none : { kind: "alive", owner, socket };
}

/** Its socket lies on its machine, and goes with the machine's start. */
function mayLive(owner: Owner, here: MachineIdentity, folder: string): boolean {
  if (owner.host === here.host) return isSameBoot(owner.bootId, here.bootId);
  throw new EngineUnavailableError(
    `The limits and variables of this workspace are led by process ${owner.pid} on ${owner.host}, which cannot be reached from ${here.host}. If that machine is gone, delete ${folder}/leader.${owner.generation}.`,
  );
}

/** `null`: nobody listens there. */
async function tryConnect(path: string): Promise<Socket | null> {
  return await new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.removeAllListeners("error");
      resolve(socket);
    });
    socket.once("error", () => {
      socket.destroy();
      resolve(null);
    });
  });
}
