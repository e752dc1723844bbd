import { killTree } from "../../journal/end-process.ts";
import { type Owner, readOwnerOf } from "../../journal/owner-file.ts";
import { probeOwner } from "../../journal/owner-socket.ts";
import type { RunsContext } from "./runs-context.ts";
import { waitMs } from "./wait.ts";

const deathRoundMs = 20;
const deathPatienceMs = 5_000;

type Machine = Pick<RunsContext, "clock" | "machine">;

/** Kills its process, and what that has started, where it is known to be the owner: a pid alone might be another's by now. */
export async function killOwner({ clock, machine }: Machine, owner: Owner): Promise<boolean> {
  if (owner.pid <= 0 || owner.socket === null || (await probeOwner(owner, machine)) !== "alive") return false;
  killTree(owner.pid, owner.group === true);
  for (let waited = 0; waited < deathPatienceMs; waited += deathRoundMs) {
    if ((await probeOwner(owner, machine)) !== "alive") return true;
    await waitMs(clock, deathRoundMs);
  }
  return true;
}

/**
 * A process that takes a run from an owner which does not obey claims it first and kills then. If it dies in between, the
 * owner before it goes on, unheard: it is killed now. True: there was one.
 */
export async function finishSeizure(context: Machine, directory: string, seizer: Owner): Promise<boolean> {
  if (seizer.socket !== null) return false;
  return await killOwner(context, readOwnerOf(directory, seizer.generation - 1));
}
