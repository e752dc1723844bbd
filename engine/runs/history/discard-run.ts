import { existsSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { StoreUnwritableError } from "../../../core/protocol/errors.ts";
import { growingMark } from "../../../journal/create-run.ts";
import { mayTakeOver } from "../../../journal/may-take-over.ts";
import { claimGeneration, generations, readOwner } from "../../../journal/owner-file.ts";
import { removeOwnerSockets } from "../../../journal/owner-socket.ts";
import { removeLeftTemporaries } from "../../../journal/temporary-file.ts";
import type { Workspace } from "../../../journal/workspace.ts";
import { entriesOf } from "../retention/directory-size.ts";
import type { RunsContext } from "../runs-context.ts";
import type { RunDirectory } from "./run-directories.ts";

/** No run's folder begins so: what bears it is no run any more. */
const trash = ".deleted-";
/** As of an import, until the run has been found whole. */
export const unpacking = ".import-";
const oldMs = 24 * 3_600_000;

/** `kept`: a process still has it, or has just taken it. `gone`: another has deleted it meanwhile. */
export type Discarded = "deleted" | "kept" | "gone";

/**
 * Deletes a run that has ended (J6): all of it. The run is claimed first (J1), so that nobody resumes it meanwhile, and gets
 * another name then, so that nobody sees half of it.
 *
 * @throws StoreUnwritableError
 */
export async function discardRun({ machine }: Pick<RunsContext, "machine">, { directory }: Pick<RunDirectory, "directory">): Promise<Discarded> {
  const owner = readOwner(directory);
  if (await hasProcess(machine, directory)) return "kept";
  try {
    if (!claimGeneration(directory, { ...machine, generation: (owner?.generation ?? 0) + 1, pid: process.pid, socket: null })) return "kept";
  } catch (error) {
    if (!existsSync(directory)) return "gone";
    throw error;
  }
  removeOwnerSockets(directory, generations(directory, "owner"));
  removeWhole(setAside(directory));
  return "deleted";
}

/** Whether the process that wrote the end still lives, or another has just taken the run. */
export async function hasProcess(machine: RunsContext["machine"], directory: string): Promise<boolean> {
  const owner = readOwner(directory);
  return owner !== null && !(await mayTakeOver(directory, owner, machine));
}

/**
 * Removes what deletions, imports, starts and indexes of processes that were killed have left behind. Of what another machine
 * may still be at, only what is old.
 *
 * @throws StoreUnwritableError, UsageError for a folder that cannot be read
 */
export function emptyTrash({ home, runs }: Pick<Workspace, "home" | "runs">, nowUs: number): void {
  for (const folder of [home, runs]) removeLeftTemporaries(folder);
  for (const { name } of entriesOf(runs)) {
    const path = join(runs, name);
    const isStale = (name.startsWith(unpacking) || name.startsWith(growingMark)) && (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) < nowUs / 1_000 - oldMs;
    if (isStale || name.startsWith(trash)) removeWhole(path);
  }
}

function removeWhole(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch (error) {
    throw new StoreUnwritableError(path, error);
  }
}

function setAside(directory: string): string {
  const aside = join(dirname(directory), `${trash}${basename(directory)}`);
  try {
    renameSync(directory, aside);
    return aside;
  } catch {
    // Somebody has a file of it open where that forbids it: it goes file by file.
    return directory;
  }
}
