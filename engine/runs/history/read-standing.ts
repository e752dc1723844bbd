import type { RunRequest } from "../../../core/protocol/run-request.ts";
import type { RunView } from "../../../core/records/run-view.ts";
import { readRequestAsWritten } from "../../../journal/create-run.ts";
import { startEndHooks } from "../end-hooks.ts";
import { describeProblem, readRun } from "../read-run.ts";
import { recoverRun } from "../recover.ts";
import type { RunsContext } from "../runs-context.ts";
import { readEndedSummary } from "./read-summary.ts";
import type { RunDirectory } from "./run-directories.ts";

/** A run as it stands, and what is wrong with it. */
export interface StandingRun {
  /** `undefined` where it cannot be read. */
  readonly request: RunRequest | undefined;
  readonly view: RunView;
  readonly problem: string | undefined;
  /** Whether a process writes it; `unknown` where it cannot be asked from here. */
  readonly owner: "alive" | "gone" | "unknown";
}

/** Reads the whole run, after its end has been recorded if its owner is dead. */
export async function readStanding(context: RunsContext, place: RunDirectory): Promise<StandingRun> {
  const { request, problem } = tryReadRequest(place);
  if (request === undefined) {
    const read = readRun(place.directory);
    return { request, view: read.view, problem: read.problem === null ? problem : describeProblem(read.problem), owner: "gone" };
  }
  const standing = await recoverSafely(context, place, request);
  if ("failure" in standing) return { request, view: readRun(place.directory).view, problem: standing.failure, owner: "gone" };
  const { view, kind } = standing;
  if (kind === "over" && standing.isRecordedHere) startEndHooks(context, place.directory, view);
  const found = kind === "unreadable" ? describeProblem(standing.from) : kind === "unknown" ? standing.problem : undefined;
  return { request, view, problem: found, owner: kind === "alive" || kind === "unknown" ? kind : "gone" };
}

/** The same for a list, which need not have all that happened in a run that has ended. */
export async function readSummary(context: RunsContext, place: RunDirectory): Promise<StandingRun> {
  const view = readEndedSummary(place.directory);
  if (view === undefined) return readStanding(context, place);
  return { request: undefined, view, problem: undefined, owner: "gone" };
}

/** One run that cannot be mended (a full disk, a file without rights) must not hide the others. */
async function recoverSafely(
  context: RunsContext,
  place: RunDirectory,
  request: RunRequest,
): Promise<Awaited<ReturnType<typeof recoverRun>> | { readonly failure: string }> {
  try {
    return await recoverRun(context, place.directory, request);
  } catch (error) {
    return { failure: messageOf(error) };
  }
}

export function tryReadRequest({ directory }: RunDirectory): { readonly request?: RunRequest; readonly problem?: string } {
  try {
    return { request: readRequestAsWritten(directory) };
  } catch (error) {
    return { problem: messageOf(error) };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
