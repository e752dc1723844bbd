/**
 * What became of a run that is not closed, and the end of one whose owner is dead. Several processes may look at the
 * same run at once; whoever claims the generation behind the dead one writes, the others read what it wrote (J1).
 */
import type { RunView } from "../../core/records/run-view.ts";
import type { RunRequest } from "../../core/protocol/run-request.ts";
import type { RunState } from "../../core/states/run-state.ts";
import { isFinalType } from "../../core/states/state-type.ts";
import { killLeftGroup } from "../../journal/end-process.ts";
import { type Owner, readOwner } from "../../journal/owner-file.ts";
import { type Liveness, probeOwner } from "../../journal/owner-socket.ts";
import type { UnreadableFrom } from "../../journal/record-reader.ts";
import { takeOverRun } from "../../journal/take-over.ts";
import { clearAfterDeath } from "./clear-after-death.ts";
import type { Ending } from "./end-state.ts";
import { finishSeizure } from "./kill-owner.ts";
import { launchSocketPath } from "./launch-listener.ts";
import { isOver, readRun, rootState, suspensionOf } from "./read-run.ts";
import { recordEnd } from "./record-end.ts";
import type { RunsContext } from "./runs-context.ts";
import { waitMs } from "./wait.ts";

export type Standing =
  /** Ended, or suspended. `isRecordedHere`: this call wrote the end. */
  | { readonly kind: "over"; readonly view: RunView; readonly isRecordedHere: boolean }
  | { readonly kind: "alive"; readonly view: RunView; readonly owner: Owner | null }
  /** Its owner cannot be asked from here. */
  | { readonly kind: "unknown"; readonly view: RunView; readonly owner: Owner; readonly problem: string }
  | { readonly kind: "unreadable"; readonly view: RunView; readonly from: UnreadableFrom };

/** How long a run may be without an owner after its request was made: it is being launched, in milliseconds. */
const launchMs = 30_000;

/** How long to wait for the end that another process is writing. */
const endRounds = 100;
const endRoundMs = 20;

/** How the run stands, after its end has been recorded if its owner is dead. `ending`: Crashed unless given. */
export async function recoverRun(context: RunsContext, directory: string, request: RunRequest, ending?: Ending): Promise<Standing> {
  for (let round = 0; ; round += 1) {
    const now = readOpen(directory, ending, context);
    if (now.standing !== undefined) return now.standing;
    const { view } = now;
    const owner = readOwner(directory);
    // Who has claimed it since goes on with it, or writes its end.
    const isSuspended = suspensionOf(view) !== undefined && (owner === null || owner.generation <= view.generation);
    const liveness = isSuspended ? "dead" : owner === null ? await launchState(context, request, ending) : await probeOwner(owner, context.machine);
    // An owner without a socket is an engine that is writing the end this moment.
    if (liveness === "alive" && owner?.socket === null && round < endRounds) {
      await waitMs(context.clock, endRoundMs);
      continue;
    }
    if (liveness === "alive") return { kind: "alive", view, owner };
    if (liveness === "unknown" && owner !== null) return { kind: "unknown", view, owner, problem: describeUnknown(context, owner) };
    // It may have ended itself between the reading and its death.
    const then = readOpen(directory, ending, context);
    if (then.standing !== undefined) return then.standing;
    // Before its records are read for the last time.
    const wasSeized = owner !== null && (await finishSeizure(context, directory, owner));
    const taken = takeOverRun(directory, () => null, Math.max(owner?.generation ?? 0, view.generation));
    if (taken === undefined) continue;
    clearAfterDeath(directory);
    // A process that ran the hooks of an end may have died too: the end stands, and its hooks are not run again. One
    // whose last word is the end itself has not run them.
    const ended = rootState(taken.fold);
    const hadEnded = isFinal(ended) && ended?.at !== taken.fold.lastAt;
    const found = wasSeized ? seized : isSuspended ? expired : crashOf(owner);
    const recorded = recordEnd(context, directory, request, taken, ending ?? found);
    // What it has started would go on beside what a resume starts.
    if (owner?.group === true) killLeftGroup(owner.pid);
    return { kind: "over", view: recorded, isRecordedHere: !hadEnded };
  }
}

/** The run as it is in its file, with how it stands if that needs no question to its owner. */
function readOpen(directory: string, ending: Ending | undefined, { clock }: Pick<RunsContext, "clock">): { readonly view: RunView; readonly standing?: Standing } {
  const { view, problem } = readRun(directory);
  if (problem !== null) return { view, standing: { kind: "unreadable", view, from: problem } };
  const isExpired = hasExpired(view, clock.nowUs());
  return needsNoEnd(view, ending) && !isExpired ? { view, standing: { kind: "over", view, isRecordedHere: false } } : { view };
}

/** A suspended run that was not resumed in time has failed, as soon as somebody looks. */
const expired: Ending = { type: "FAILED", message: "The flow was suspended and never resumed." };

export function hasExpired(view: RunView, nowUs: number): boolean {
  const suspension = suspensionOf(view);
  return suspension !== undefined && suspension.timeoutAt !== 0 && suspension.timeoutAt < nowUs;
}

/** Whether the run stands as it is, whatever end it would be given. A suspended one has no process, but it can be cancelled. */
export function needsNoEnd(view: RunView, ending: Ending | undefined): boolean {
  return isOver(view) && !(ending?.type === "CANCELLED" && rootState(view)?.type === "PAUSED");
}

function isFinal(state: RunState | undefined): boolean {
  return state !== undefined && isFinalType(state.type);
}

async function launchState(context: RunsContext, request: RunRequest, ending: Ending | undefined): Promise<Liveness> {
  if (ending !== undefined) return "dead";
  const ageMs = (context.clock.nowUs() - request.createdAt) / 1_000;
  // One that is younger than now by more than that was made before the clock was set back.
  if (ageMs < launchMs && ageMs > -launchMs) return "alive";
  // A debugger may hold the process before its run has begun: for as long as that, its launcher listens.
  return probeOwner({ ...context.machine, generation: 0, pid: 0, socket: launchSocketPath(request.id) }, context.machine);
}

const seized: Ending = { type: "CANCELLED", message: "The run did not end when it was cancelled, and its process was killed" };

function crashOf(owner: Owner | null): Ending {
  const message =
    owner === null
      ? "Execution was aborted: its runner never started"
      : `Execution was aborted: its process ${owner.pid} is gone, and did not say why`;
  return { type: "CRASHED", message };
}

function describeUnknown({ machine }: RunsContext, owner: Owner): string {
  const takeOver = "Cancelling the run takes it over.";
  if (owner.host !== machine.host) return `its owner is on another machine: ${owner.host}, process ${owner.pid}. ${takeOver}`;
  if (owner.bootId !== machine.bootId) return `its owner ran in an earlier start of this machine: process ${owner.pid}. ${takeOver}`;
  return `its owner, process ${owner.pid}, cannot be asked: its socket ${owner.socket} does not answer. ${takeOver}`;
}
