/** A run as one file, to be handed on: for an issue, for another machine. */
import { createReadStream, createWriteStream, existsSync, type ReadStream, renameSync, rmSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import { toIso } from "../../../core/base/clock.ts";
import type { ExportedRun } from "../../../core/protocol/engine-api.ts";
import { StoreUnwritableError, UsageError } from "../../../core/protocol/errors.ts";
import { RunFold } from "../../../core/records/fold.ts";
import type { RunView } from "../../../core/records/run-view.ts";
import { timesOf } from "../../../core/rules/bookkeeping.ts";
import { runPaths } from "../../../journal/run-paths.ts";
import { readRecords } from "../../../journal/run-reader.ts";
import { showStanding } from "../history/show-run.ts";
import { readStanding } from "../history/read-standing.ts";
import type { RunDirectory } from "../history/run-directories.ts";
import { codeFrameAt } from "../picture/code-frame.ts";
import { failureOf } from "../picture/run-failure.ts";
import { readFrom } from "../read-bytes.ts";
import { rootState, stateName } from "../read-run.ts";
import { entriesOf } from "../retention/directory-size.ts";
import type { RunsContext } from "../runs-context.ts";
import { makeManifest, manifestName, runFiles, summaryName } from "./archive-format.ts";
import { runSummary } from "./run-summary.ts";

/** Such as `brisk-heron-3f2a91c0.zip`. */
export function archiveName({ id, directory }: RunDirectory): string {
  // A folder's name is fit for every file system: the date, the run's name, its id.
  const name = basename(directory).slice("2026-01-31-".length, -id.length - 1);
  return `${name === "" ? "run" : name}-${id.slice(0, 8)}.zip`;
}

/** @throws UsageError for a file that is there already; StoreUnwritableError */
export async function exportRun(context: RunsContext, place: RunDirectory, file: string): Promise<ExportedRun> {
  if (existsSync(file)) throw new UsageError(`${file} is there already.`, "Name another file with --output, or remove it.");
  const standing = await readStanding(context, place);
  const document = showStanding(place, standing);
  const { view, request } = standing;
  const root = document.flowRun ?? document.taskRuns[0];
  const { root: folder } = context.workspace;
  const records = recordsOf(place.directory);
  const state = rootState(view);
  const failure = state === undefined ? null : failureOf(view, { root: folder, folder, folderName: folder }, state);
  const endMs = (timesOf(view.flowRuns.get(0)?.states ?? []).endAt ?? Infinity) / 1_000;
  const frame = failure?.at == null ? null : codeFrameAt(folder, failure.at, endMs);
  const run = { id: place.id, name: root?.name ?? place.id, flow: document.flowRun?.flow ?? request?.flowName ?? "", state: stateName(records.view), lastRecord: records.view.lastNumber };
  const manifest = makeManifest({ exportedAt: toIso(context.clock.nowUs()), run, millrace: context.version, node: process.version, system: `${process.platform} ${process.arch}` });
  const summary = runSummary({ document, failure, frame, manifest, folder, opened: view.open });

  const zip = new ZipFile();
  zip.addBuffer(Buffer.from(summary), summaryName);
  zip.addBuffer(Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`), manifestName);
  const stop = new AbortController();
  addFiles(zip, place.directory, records.bytes, stop);
  zip.end();
  await writeZip(zip, file, stop);
  return { file, sizeBytes: statSync(file).size, summary, run };
}

/** A file may grow meanwhile: what is there now is taken, and of the records those that the manifest tells of. */
function addFiles(zip: ZipFile, directory: string, recordsBytes: number, stop: AbortController): void {
  for (const name of runFiles) addFile(zip, join(directory, name), `run/${name}`, name === "events.ndjson" ? recordsBytes : undefined, stop);
  for (const entry of entriesOf(runPaths(directory).results)) {
    // What a process has not finished writing has no name of its own yet.
    if (entry.isFile() && !entry.name.endsWith(".tmp")) addFile(zip, join(directory, "results", entry.name), `run/results/${entry.name}`, undefined, stop);
  }
}

function addFile(zip: ZipFile, path: string, name: string, limitBytes: number | undefined, stop: AbortController): void {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return;
  const size = Math.min(stat.size, limitBytes ?? stat.size);
  if (size === 0) return zip.addBuffer(Buffer.alloc(0), name, { mtime: stat.mtime });
  // Nobody else hears of a file that is gone when its turn comes, nor lets go of one that is not needed any more.
  const open = (): ReadStream => createReadStream(path, { end: size - 1, signal: stop.signal }).on("error", (error) => stop.abort(error));
  zip.addReadStreamLazy(name, { size, mtime: stat.mtime, mode: 0o100600 }, (take) => take(null, open()));
}

/** The records as they are now, whole lines alone. */
function recordsOf(directory: string): { readonly view: RunView; readonly bytes: number } {
  const { bytes } = readFrom(runPaths(directory).events, 0);
  const { records, problem, wholeBytes } = readRecords(bytes);
  const view = new RunFold();
  for (const record of records) view.add(record);
  // What cannot be read is what one may want to hand on: then all of it goes.
  return { view, bytes: problem === null ? wholeBytes : bytes.length };
}

async function writeZip(zip: ZipFile, file: string, stop: AbortController): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  zip.on("error", (error) => stop.abort(error));
  try {
    await pipeline(zip.outputStream, createWriteStream(temporary, { mode: 0o600, flags: "wx" }), { signal: stop.signal });
    renameSync(temporary, file);
  } catch (error) {
    stop.abort(error);
    rmSync(temporary, { force: true });
    throw new StoreUnwritableError(file, stop.signal.reason, "Make its folder, free space or mend the permissions, or name another file with --output.");
  }
}
