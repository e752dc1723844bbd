import { existsSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { basename, dirname } from "node:path";
import type { Clock } from "../../core/base/clock.ts";
import { EngineUnavailableError } from "../../core/protocol/errors.ts";
import { isSameBoot, thisMachine, type MachineIdentity } from "../machine.ts";
import { readOwner, type Owner } from "../owner-file.ts";
import { ownerSocketPath } from "../owner-socket.ts";
import { leaderPaths } from "./leader-paths.ts";

export type FoundLeader =
  | { readonly kind: "alive"; readonly owner: Owner; readonly socket: Socket }
  /** There is none; `after` is the generation that is dead, 0 for none ever. */
  | { readonly kind: "none"; readonly after: number };

/** How long a leader may leave its queue of connections full, in milliseconds. */
const fullForMs = 10_000;
const roundMs = 50;

/**
 * Connects to the leader of a workspace, if one lives. Of the generation that was seen dead the next is to be taken; the
 * socket that it left behind is removed.
 *
 * @throws EngineUnavailableError for one on another machine, of which nobody here can say whether it lives, and for one
 *   that accepts nobody for ten seconds.
 */
export async function findLeader(home: string, clock: Clock): Promise<FoundLeader> {
  const { folder } = leaderPaths(home);
  const owner = existsSync(folder) ? readOwner(folder, "leader") : null;
  if (owner === null) return { kind: "none", after: 0 };
  const none = { kind: "none", after: owner.generation } as const;
  if (owner.socket === null || !mayLive(owner, thisMachine(), folder)) return none;
  const endUs = clock.nowUs() + fullForMs * 1_000;
  for (;;) {
    const answer = await tryConnect(owner.socket);
    switch (answer) {
      case "refused":
        removeSocket(owner.socket, owner.generation);
        return none;
      case "missing":
        return none;
      case "full":
        if (clock.nowUs() > endUs) throw new EngineUnavailableError(`Process ${owner.pid}, which leads the limits and variables of this workspace, does not answer. Stop it, and another takes its place.`);
        await new Promise<void>((resolve) => clock.startTimer(roundMs, resolve));
        break;
      default:
        return { kind: "alive", owner, socket: answer };
    }
  }
}

/** One that was killed has left its socket's file. Only what looks like one goes: the owner's file is but text. */
function removeSocket(path: string, generation: number): void {
  const isSocket = dirname(path) === dirname(ownerSocketPath("", generation)) && basename(path).endsWith(`.${generation}.sock`);
  if (isSocket && process.platform !== "win32") rmSync(path, { force: true });
}

/** Its socket lies on its machine, and goes with the machine's start. */
function mayLive(owner: Owner, here: MachineIdentity, folder: string): boolean {
  if (owner.host === here.host) return isSameBoot(owner.bootId, here.bootId);
  throw new EngineUnavailableError(
    `The limits and variables of this workspace are led by process ${owner.pid} on ${owner.host}, which cannot be reached from ${here.host}. If that machine is gone, delete ${folder}/leader.${owner.generation}.`,
  );
}

/** Refused alone proves death: a queue that is full is that of a process that lives and is busy, or stopped. */
async function tryConnect(path: string): Promise<Socket | "refused" | "full" | "missing"> {
  return await new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.removeAllListeners("error");
      resolve(socket);
    });
    socket.once("error", (error: NodeJS.ErrnoException) => {
      socket.destroy();
      resolve(error.code === "ECONNREFUSED" ? "refused" : error.code === "EAGAIN" ? "full" : "missing");
    });
  });
}
