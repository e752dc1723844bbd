/**
 * The answer to a run that is suspended. It lies in the run's inbox, under a name that tells which suspension it answers, so
 * that there is one at most: who comes second finds the name taken. The next process of the run records it, and then removes it.
 */
import { UsageError } from "../../core/protocol/errors.ts";
import { cancelledRefusal } from "../../core/protocol/resume-refusal.ts";
import { hasInInbox, type InboxMessage, putIntoInboxOnce, removeFromInbox } from "../../journal/inbox.ts";
import { highestGeneration } from "../../journal/owner-file.ts";
import type { RunDirectory } from "../runs/history/run-directories.ts";
import { JoinedRun } from "../runs/joined-run.ts";
import { readRun, rootState, suspensionOf } from "../runs/read-run.ts";
import type { RunsContext } from "../runs/runs-context.ts";
import { waitMs } from "../runs/wait.ts";
import type { WaitingRun } from "./waiting-runs.ts";

/** How long a process that has taken a run over may take until it goes on. */
const takenMs = 5_000;
const takenRoundMs = 50;

export interface QueuedAnswer {
  /** Name of the message. */
  readonly input: string;
  /** Number of the suspension that it answers. */
  readonly number: number;
}

/** The answer to that suspension, whoever has given it. */
export function answerTo({ request }: WaitingRun): QueuedAnswer {
  return { input: `answer-${request.number}`, number: request.number };
}

/** Whether somebody has answered, and no process has taken the answer yet. */
export function isQueued({ directory }: RunDirectory, { input }: QueuedAnswer): boolean {
  return hasInInbox(directory, input);
}

/** @throws UsageError where somebody else was quicker. */
export function queueAnswer({ clock }: RunsContext, place: RunDirectory, waiting: WaitingRun, value: Pick<InboxMessage, "v">): QueuedAnswer {
  const { run, request } = waiting;
  const answer = answerTo(waiting);
  const key = `suspended-${request.number}-response`;
  const isFirst = putIntoInboxOnce(place.directory, { input: answer.input, at: clock.nowUs(), flowRunId: run.id, key, pause: request.place, ...value });
  if (!isFirst) throw cancelled(place) ?? alreadyAnswered(run.name, `Where nobody goes on with that answer, millrace runs resume ${run.name} does.`);
  // An earlier answer is recorded before its file is gone: then the name was free again.
  if (isSuspendedAt(place, answer)) return answer;
  removeFromInbox(place.directory, answer.input);
  throw cancelled(place) ?? alreadyAnswered(run.name);
}

/** The error for an answer that came behind a cancel of its run; `undefined` where none has come. */
export function cancelled({ id, directory }: RunDirectory): UsageError | undefined {
  const { view } = readRun(directory);
  return cancelledRefusal(view.flowRuns.get(0)?.name ?? id, rootState(view));
}

export function alreadyAnswered(name: string, hint = "Somebody else was quicker: millrace runs show tells with what."): UsageError {
  return new UsageError(`${name} has been answered already.`, hint);
}

/**
 * Starts the process for an answer that was queued, or takes the answer back. Where another process has taken it, that
 * one is followed.
 */
export async function startAnswered<T>(context: RunsContext, place: RunDirectory, answer: QueuedAnswer, start: () => Promise<T>): Promise<T | JoinedRun> {
  try {
    return await start();
  } catch (error) {
    if (await isTaken(context, place, answer)) return new JoinedRun(context, place);
    removeFromInbox(place.directory, answer.input);
    throw cancelled(place) ?? error;
  }
}

/** Who takes the run over records the answer before the run goes on. */
async function isTaken({ clock }: RunsContext, place: RunDirectory, answer: QueuedAnswer): Promise<boolean> {
  for (let waited = 0; waited < takenMs && isSuspendedAt(place, answer); waited += takenRoundMs) {
    const isClaimed = highestGeneration(place.directory) > readRun(place.directory).view.generation;
    if (!isClaimed) return false;
    await waitMs(clock, takenRoundMs);
  }
  return readRun(place.directory).view.flowRuns.get(0)?.inputs.some(({ input }) => input === answer.input) === true;
}

function isSuspendedAt({ directory }: RunDirectory, { number, input }: QueuedAnswer): boolean {
  const { view } = readRun(directory);
  if (view.flowRuns.get(0)?.inputs.some((known) => known.input === input) === true) return false;
  return suspensionOf(view)?.pause?.number === number;
}
