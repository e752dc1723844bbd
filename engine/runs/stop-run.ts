import { formatDuration } from "../../core/base/duration.ts";
import type { RunRequest } from "../../core/protocol/run-request.ts";
import type { RunView } from "../../core/records/run-view.ts";
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
import { notSettled, settleRun, settleUnowned } from "./settle-run.ts";
import { killOwner } from "./kill-owner.ts";
import { fulfilsWithin, waitMs } from "./wait.ts";

/** Processes may take a run over one after the other; each is asked. For as long as this, in milliseconds. */
const askPatienceMs = 20_000;
const askRoundMs = 50;

/**
 * Asks a run to end as Cancelled, and kills its process when it has not after the grace time. Fulfils once the end is
 * recorded. A run whose owner cannot be asked is taken over.
 */
export async function cancelOwnedRun(context: RunsContext, directory: string, request: RunRequest, reason: string | null): Promise<void> {
  for (let waited = 0; waited < askPatienceMs; waited += askRoundMs) {
    if ((await tryToCancel(context, directory, request, reason)) === "cancelled") return;
    await waitMs(context.clock, askRoundMs);
  }
  notSettled(request);
}

/** `taken`: when nobody was there to be asked, a process has come that goes on with the run. */
async function tryToCancel(context: RunsContext, directory: string, request: RunRequest, reason: string | null): Promise<"cancelled" | "taken"> {
  const owner = readOwner(directory);
  const answer = owner === null || owner.socket === null ? "gone" : await askToCancel(context, directory, owner.socket, reason);
  if (answer === "ended") return "cancelled";
  const because = reason === null ? "" : `${reason}. `;
  if (answer === "gone" && suspensionOf(readRun(directory).view) !== undefined) {
    return await settleAsCancelled(context, directory, request, { type: "CANCELLED", message: reason ?? "The run was cancelled." });
  }
  if (owner === null || answer === "gone") {
    const ending: Ending = { type: "CANCELLED", message: `${because}The run was cancelled; its process was gone by then` };
    if (owner === null || (await probeOwner(owner, context.machine)) !== "unknown") return await settleAsCancelled(context, directory, request, ending);
    await seize(context, directory, request, owner, ending);
    return "cancelled";
  }
  const grace = formatDuration(context.cancelGraceMs);
  const message = `${because}The run did not end within ${grace} of the request to cancel it, and its process was killed`;
  await seize(context, directory, request, owner, { type: "CANCELLED", message });
  return "cancelled";
}

async function settleAsCancelled(context: RunsContext, directory: string, request: RunRequest, ending: Ending): Promise<"cancelled" | "taken"> {
  return (await settleUnowned(context, directory, request, ending)) === undefined ? "taken" : "cancelled";
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
      follower.onChange((view) => (hasEnded(view) ? resolve() : undefined));
    });
    void connection.cancel({ reason, graceMs: context.cancelGraceMs });
    // The process may linger behind its run's end, and may die without one.
    const isInTime = await fulfilsWithin(context.clock, Promise.race([over, connection.closed]), context.cancelGraceMs);
    follower.finish();
    if (hasEnded(follower.view)) return "ended";
    return isInTime ? "gone" : "deaf";
  } finally {
    follower.dispose();
    connection.dispose();
  }
}

/** One that is suspended is to be cancelled still: its process has just gone on with it, or is about to leave it. */
function hasEnded(view: RunView): boolean {
  return isOver(view) && suspensionOf(view) === undefined;
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
