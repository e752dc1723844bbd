/**
 * A run that was exported elsewhere becomes one of this workspace: listed, shown and asked as any other. It is unpacked
 * beside the runs and gets its name only once it has been found whole.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { ImportedRun } from "../../../core/protocol/engine-api.ts";
import { MillraceError, StoreUnwritableError, UsageError, VersionMismatchError } from "../../../core/protocol/errors.ts";
import type { RunRequest } from "../../../core/protocol/run-request.ts";
import { recordVersion } from "../../../core/records/run-record.ts";
import type { RunView } from "../../../core/records/run-view.ts";
import { isRequest } from "../../../journal/create-run.ts";
import { moduleBelow, recordedFile } from "../../../journal/locate-module.ts";
import { claimGeneration } from "../../../journal/owner-file.ts";
import { runDirectoryName, runPaths } from "../../../journal/run-paths.ts";
import { takeOverRun } from "../../../journal/take-over.ts";
import { temporaryFor } from "../../../journal/temporary-file.ts";
import { ensureWorkspace } from "../../../journal/workspace.ts";
import { unpacking } from "../history/discard-run.ts";
import { rootDocument } from "../history/flow-run-document.ts";
import { listRunDirectories, type RunDirectory } from "../history/run-directories.ts";
import { readFrom } from "../read-bytes.ts";
import { describeProblem, isOver, readRun, stateName } from "../read-run.ts";
import { recordEnd } from "../record-end.ts";
import type { RunsContext } from "../runs-context.ts";
import { archiveFormat, isManifest, manifestName, type ReadManifest } from "./archive-format.ts";
import { refusal, unpackArchive } from "./read-archive.ts";

const idPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** The year 9999, in microseconds: later there is no date that a folder could be named by. */
const latestUs = 253_402_300_799_000_000;

/** A resume takes one; what belongs to each of a run's owners is looked for when it is deleted. */
const mostGenerations = 100_000;

/** @throws UsageError, VersionMismatchError: nothing was imported; StoreUnwritableError */
export async function importRun(context: RunsContext, file: string): Promise<ImportedRun> {
  const { workspace } = context;
  ensureWorkspace(workspace);
  const folder = temporaryFor(join(workspace.runs, `${unpacking}${context.randomness.uuid()}`));
  try {
    mkdirSync(folder, { mode: 0o700 });
    await unpackArchive(file, folder);
    return takeIn(context, file, folder);
  } catch (error) {
    throw error instanceof MillraceError ? error : new StoreUnwritableError(folder, error);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function takeIn(context: RunsContext, file: string, folder: string): ImportedRun {
  const manifest = checkManifest(file, readJson(join(folder, manifestName)));
  const unpacked = join(folder, "run");
  const request = checkRequest(file, readJson(runPaths(unpacked).request));
  const { view, problem } = readRun(unpacked);
  if ((view.open?.v ?? 0) > recordVersion) throw newer(file, "its records are");
  if (problem !== null) throw problem.reason.startsWith("it is of format") ? newer(file, "its records are") : refusal(file, `its records are ${describeProblem(problem)}`);
  if (view.open !== null && view.open.id !== request.id) throw refusal(file, "its records are those of another run");
  checkHistory(file, manifest, view);
  if (view.generation > mostGenerations) throw refusal(file, "its records name an owner that no run has had");
  const known = listRunDirectories(context.workspace).find(({ id }) => id === request.id);
  if (known !== undefined) return already(context, file, unpacked, known);

  const directory = join(context.workspace.runs, runDirectoryName(request.createdAt, request.name, request.id));
  const imported: RunRequest = { ...request, module: moduleHere(unpacked, directory), imported: { at: context.clock.nowUs(), file: basename(file) } };
  writeFileSync(runPaths(unpacked).request, `${JSON.stringify(imported)}\n`, { mode: 0o600 });
  const ended = settle(context, unpacked, imported, view);
  renameSync(unpacked, directory);
  const place: RunDirectory = { id: request.id, date: basename(directory).slice(0, 10), directory };
  return { isNew: true, flowRun: rootDocument(place, imported, ended, undefined) };
}

/** Of a run that came with records its generation has an owner that is gone; one that had not ended where it was exported has, here. */
function settle(context: RunsContext, directory: string, request: RunRequest, view: RunView): RunView {
  const { machine } = context;
  if (view.generation > 0) claimGeneration(directory, { ...machine, generation: view.generation, pid: 0, socket: null });
  if (isOver(view)) return view;
  const taken = takeOverRun(directory, () => null, view.generation);
  if (taken === undefined) throw new UsageError(`${request.name} is being imported by another process.`);
  return recordEnd(context, directory, request, taken, { type: "CRASHED", message: "It had not ended when it was exported" });
}

/** Never the path that the archive names: what a resume would run is code of this workspace. */
function moduleHere(unpacked: string, directory: string): string | null {
  const file = recordedFile(unpacked);
  return file === null ? null : moduleBelow(directory, file);
}

function already(context: RunsContext, file: string, unpacked: string, known: RunDirectory): ImportedRun {
  const { view, problem } = readRun(known.directory);
  const flowRun = rootDocument(known, undefined, view, problem === null ? undefined : describeProblem(problem));
  const [theirs, ours] = [unpacked, known.directory].map((each) => readFrom(runPaths(each).events, 0).bytes) as [Buffer, Buffer];
  // What was recorded here since, such as the end of a run that had none, makes no other run of it.
  if (ours.subarray(0, theirs.length).equals(theirs)) return { isNew: false, flowRun };
  const hint = `Delete it first to have the other: millrace runs delete ${known.id.slice(0, 8)}`;
  throw new UsageError(`${file} cannot be imported: ${flowRun.name} (${known.id}) is in ${context.workspace.home} already, with another history.`, hint);
}

function checkManifest(file: string, manifest: unknown): ReadManifest {
  if (!isManifest(manifest)) throw refusal(file, `it has no ${manifestName} that tells of a run`);
  if (manifest.format > archiveFormat) throw newer(file, "it is");
  return manifest;
}

/** Records that were cut off would be taken for those of a run that had not ended, and another end recorded. */
function checkHistory(file: string, { run: { state, lastRecord } }: ReadManifest, view: RunView): void {
  const { lastNumber } = view;
  if (typeof lastRecord === "number" && lastRecord !== lastNumber) {
    throw refusal(file, `${lastNumber === 0 ? "it has no records" : `its records end with number ${lastNumber}`}, and its ${manifestName} tells of ${lastRecord}`);
  }
  // One that does not tell how many there are was exported by an older Millrace, and its run may have ended as it was.
  const mayDiffer = typeof lastRecord !== "number" && isOver(view);
  const found = stateName(view);
  if (typeof state === "string" && state !== found && !mayDiffer) throw refusal(file, `its records end with the run ${found}, and its ${manifestName} says ${state}`);
}

function checkRequest(file: string, request: unknown): RunRequest {
  if (typeof request === "object" && request !== null && "v" in request && typeof request.v === "number" && request.v > 1) throw newer(file, "its request is");
  const isFit = isRequest(request) && typeof request.id === "string" && idPattern.test(request.id) && typeof request.name === "string" && typeof request.flowName === "string";
  if (!isFit || !Number.isSafeInteger(request.createdAt) || request.createdAt < 0 || request.createdAt > latestUs) throw refusal(file, "its request.json is not one");
  return request;
}

function newer(file: string, what: string): VersionMismatchError {
  return new VersionMismatchError(`${file} cannot be imported: ${what} of a newer version of Millrace.`, "Update millrace: npm install millrace@latest.");
}

/** `undefined`: it is not there, or no JSON. */
function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}
