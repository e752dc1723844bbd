import { formatDuration } from "../../core/base/duration.ts";
import type { RunRequest } from "../../core/protocol/run-request.ts";
import { isFinalType } from "../../core/states/state-type.ts";
import { claimGeneration, type Owner, readOwner } from "../../journal/owner-file.ts";
import { probeOwner } from "../../journal/owner-socket.ts";
import { readAsOwner } from "../../journal/take-over.ts";
import { clearAfterDeath } from "./clear-after-death.ts";
import type { Ending } from "./end-state.ts";
import { runEndHooks } from "./end-hooks.ts";
import { isOver, readRun, rootState, suspensionOf } from "./read-run.ts";
import { recordEnd } from "./record-end.ts";
import { RunFollower } from "./run-follower.ts";
import type { RunsContext } from "./runs-context.ts";
import { settleRun } from "./settle-run.ts";
import { killOwner } from "./kill-owner.ts";
import { fulfilsWithin } from "./wait.ts";

/**
 * Asks a run to end as Cancelled, and kills its process when it has not after the grace time. Fulfils once the end is
 * recorded. A run whose owner cannot be asked is taken over.
 */
export async function cancelOwnedRun(context: RunsContext, directory: string, request: RunRequest, reason: string | null): Promise<void> {
  const owner = readOwner(directory);
  const answer = owner === null || owner.socket === null ? "gone" : await askToCancel(context, directory, owner.socket, reason);
  if (answer === "ended") return;
  const because = reason === null ? "" : `${reason}. `;
  if (answer === "gone" && suspensionOf(readRun(directory).view) !== undefined) {
    await settleRun(context, directory, request, { type: "CANCELLED", message: reason ?? "The run was cancelled." });
    return;
  }
  if (owner === null || answer === "gone") {
    const ending: Ending = { type: "CANCELLED", message: `${because}The run was cancelled; its process was gone by then` };
    if (owner !== null && (await probeOwner(owner, context.machine)) === "unknown") await seize(context, directory, request, owner, ending);
    else await settleRun(context, directory, request, ending);
    return;
  }
  const grace = formatDuration(context.cancelGraceMs);
  const message = `${because}The run did not end within ${grace} of the request to cancel it, and its process was killed`;
  await seize(context, directory, request, owner, { type: "CANCELLED", message });
}

/** `deaf`: it lives, and has not ended in the grace time. `gone`: nobody answers any more, and no end is recorded. */
async function askToCancel(context: RunsContext, directory: string, socket: string, reason: string | null): Promise<"ended" | "gone" | "deaf"> {
  const { connectToOwner } = await import("./owner-connection.ts");
  const connection = await connectToOwner(socket);
  if (connection === undefined) return "gone";
  const follower = new RunFollower(directory, context.clock);
  try {
    void follower.listenTo(socket);
    const over = new Promise<void>((resolve) => {
      follower.onChange((view) => (isOver(view) ? resolve() : undefined));
    });
    void connection.cancel({ reason, graceMs: context.cancelGraceMs });
    // The process may linger behind its run's end, and may die without one.
    const isInTime = await fulfilsWithin(context.clock, Promise.race([over, connection.closed]), context.cancelGraceMs);
    follower.finish();
    if (isOver(follower.view)) return "ended";
    return isInTime ? "gone" : "deaf";
  } finally {
    follower.dispose();
    connection.dispose();
  }
}

/**
 * Takes the run from an owner that does not obey. The claim comes first: whoever else sees the process die finds the
 * run owned, and does not record that it crashed.
 */
async function seize(context: RunsContext, directory: string, request: RunRequest, owner: Owner, ending: Ending): Promise<void> {
  const generation = owner.generation + 1;
  const claim: Owner = { ...context.machine, generation, pid: process.pid, socket: null };
  if (!claimGeneration(directory, claim)) {
    await settleRun(context, directory, request, ending);
    return;
  }
  await killOwner(context, owner);
  clearAfterDeath(directory);
  const fold = readAsOwner(directory);
  const ended = rootState(fold);
  // An end that came in time stands, but is closed once more: a claim without a record says that the end is still to come.
  const recorded = recordEnd(context, directory, request, { generation, fold }, ending);
  if (ended === undefined || !isFinalType(ended.type)) await runEndHooks(context, directory, request, recorded);
}
