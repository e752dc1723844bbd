import { basename } from "node:path";
import { RunNotFoundError } from "../../../core/protocol/errors.ts";
import type { Workspace } from "../../../journal/workspace.ts";
import { readRun } from "../read-run.ts";
import { readEndedName } from "./read-summary.ts";
import { tryReadRequest } from "./read-standing.ts";
import { listRunDirectories, type RunDirectory } from "./run-directories.ts";

const mostListed = 10;

/**
 * The run that a reference means: its id or a prefix of it that fits no other run's id or name, its name where no other
 * bears it, or the id of a task run or child flow run inside it.
 *
 * @throws RunNotFoundError, listing the candidates where there are several.
 */
export function findRun(workspace: Workspace, reference: string): RunDirectory {
  const places = listRunDirectories(workspace);
  const wanted = reference.trim();
  const byId = wanted === "" ? [] : places.filter(({ id }) => id.startsWith(wanted.toLowerCase()));
  // What fits an id's start may be another run's name: whichever of the two was meant, it is not deleted by mistake.
  const byName = places.filter((place) => (byId.length === 0 ? bears(place, wanted) : nameInPath(place) === wanted));
  const [only, ...others] = [...new Set([...byId, ...byName])];
  if (only !== undefined && others.length === 0) return only;
  if (only !== undefined) throw ambiguous(wanted, [only, ...others]);
  const around = places.find(({ id }) => wanted.startsWith(`${id}-`)) ?? (isWholeId(wanted) ? findAround(places, wanted) : undefined);
  if (around !== undefined) return around;
  throw new RunNotFoundError(`There is no run "${wanted}" in ${workspace.home}.`, "A run is meant by its id, the start of its id, or its name: millrace runs");
}

/** The name that a run was asked for with, as far as a file may be named so, as one that looks like an id may: `<date>-<name>-<id>`. */
function nameInPath({ directory, date, id }: RunDirectory): string {
  return basename(directory).slice(date.length + 1, -id.length - 1);
}

/** A run's name may have been made anew from its parameters; the last record then tells it. */
function bears(place: RunDirectory, name: string): boolean {
  return tryReadRequest(place).request?.name === name || readEndedName(place.directory) === name;
}

function isWholeId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

function findAround(places: readonly RunDirectory[], id: string): RunDirectory | undefined {
  return places.find(({ directory }) => [...readRun(directory).view.flowRuns.values()].some((run) => run.id === id));
}

function ambiguous(reference: string, candidates: readonly RunDirectory[]): RunNotFoundError {
  const list = candidates.slice(0, mostListed).map((place) => `${place.id} (${tryReadRequest(place).request?.name ?? "?"}, ${place.date})`);
  const more = candidates.length > mostListed ? `, and ${candidates.length - mostListed} more` : "";
  return new RunNotFoundError(`"${reference}" means ${candidates.length} runs: ${list.join(", ")}${more}.`, "Give more of the id.");
}
