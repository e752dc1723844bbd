/** A new run that repeats an ended one from some of its task runs on, and reuses what the others gave. */
import { rmSync } from "node:fs";
import type { RerunOrder } from "../../../core/protocol/engine-api.ts";
import { StoreCorruptError, UsageError } from "../../../core/protocol/errors.ts";
import type { RunRequest } from "../../../core/protocol/run-request.ts";
import { foldRecords } from "../../../core/records/fold.ts";
import type { RunView } from "../../../core/records/run-view.ts";
import { isFinalType } from "../../../core/states/state-type.ts";
import type { StoredValue } from "../../../core/states/stored-value.ts";
import { readRequest } from "../../../journal/create-run.ts";
import { keepOrigin } from "../../../journal/origin.ts";
import { runPaths } from "../../../journal/run-paths.ts";
import { readRecords } from "../../../journal/run-reader.ts";
import type { Workspace } from "../../../journal/workspace.ts";
import type { StaticEdge } from "../../discovery/discovery.ts";
import type { ActiveRun } from "../active-run.ts";
import { inferEdges } from "../history/static-edges.ts";
import type { PreparedRun } from "../launch-run.ts";
import { readFrom } from "../read-bytes.ts";
import { rootState, unreadableHint } from "../read-run.ts";
import { prepareRetryRequest, refuseTaskRun, whenEnded } from "../rerun.ts";
import type { RunsContext } from "../runs-context.ts";
import { launchNew, prepareNew, type Reading } from "../start-run.ts";
import { chooseRuns } from "./choose.ts";

/** `readEdges`: edges that a file's code shows. Default: here and now, which loads the compiler. */
export interface RerunPorts {
  readonly workspace: Workspace;
  readonly readEdges?: (file: string) => Promise<readonly StaticEdge[]>;
}

/** @throws as `prepareRerun`, and as a start does */
export async function rerunFrom(context: RunsContext, ports: RerunPorts, directory: string, order: RerunOrder): Promise<ActiveRun> {
  return launchNew(context, await prepareRerun(context, ports, directory, order));
}

/**
 * Makes the directory of the new run, with all that it needs of the other one.
 *
 * @throws UsageError when the run has not ended, was no flow, has no such task run, or a parameter was not recorded.
 * @throws StoreCorruptError, StoreUnwritableError
 */
export async function prepareRerun(context: RunsContext, { workspace, readEdges }: RerunPorts, directory: string, order: RerunOrder): Promise<PreparedRun> {
  const origin = readRequest(directory);
  await whenEnded(context, directory, origin, "run again in part");
  const { view, bytes } = readWhole(directory, origin.id);
  const name = view.flowRuns.get(0)?.name ?? origin.name;
  refuseTaskRun(origin, view);
  refuseUnended(name, view);
  const edges = await inferEdges({ workspace, version: context.version, ...(readEdges === undefined ? {} : { readEdges }) }, view);
  const { from, chosen, again, files } = chooseRuns({ directory, id: origin.id, name, view }, order, edges);
  const unchanged = prepareRetryRequest(context, workspace, directory, origin, view);
  const changes = order.parameters === null ? null : await readChanges(context, workspace, unchanged, order.parameters);
  const like = changes === null ? unchanged : prepareRetryRequest(context, workspace, directory, origin, view, changes.reading);
  const request: RunRequest = { ...like, parameters: { ...like.parameters, ...changes?.values }, trigger: "rerun", rerunFrom: from };
  const prepared = prepareNew(context, workspace, request);
  try {
    keepOrigin(directory, prepared.launch.directory, { v: 1, name, bytes, chosen, again }, files);
  } catch (error) {
    rmSync(prepared.launch.directory, { recursive: true, force: true });
    throw error;
  }
  return prepared;
}

function readWhole(directory: string, id: string): { readonly view: RunView; readonly bytes: number } {
  const { events } = runPaths(directory);
  const { records, problem, wholeBytes } = readRecords(readFrom(events, 0).bytes);
  if (problem !== null) throw new StoreCorruptError(events, problem.record, problem.reason, unreadableHint(id));
  return { view: foldRecords(records), bytes: wholeBytes };
}

function refuseUnended(name: string, view: RunView): void {
  const state = rootState(view);
  if (state !== undefined && isFinalType(state.type)) return;
  throw new UsageError(`${name} cannot be run again in part: it is ${state?.name ?? "Pending"}.`, "Wait for its end, or cancel it first.");
}

interface Changes {
  readonly values: Readonly<Record<string, StoredValue>>;
  readonly reading: Reading;
}

/** Only those that are given are checked: the others have been. */
async function readChanges(context: RunsContext, workspace: Workspace, { module, flow, coerced: before }: RunRequest, values: Readonly<Record<string, unknown>>): Promise<Changes> {
  if (module === null) throw new UsageError("The parameters of a run without a module cannot be changed.", "Run the script again.");
  const { prepareChanges } = await import("../prepare-parameters.ts");
  const { stored, invalid, coerced, order = null } = await prepareChanges({ root: workspace.root, file: module, flow, discover: context.discover }, values);
  // As far as both are known: what the schema refuses as it came is then taken as the signature makes it.
  return { values: stored, reading: { invalid, order, coerced: before === undefined || coerced === null ? null : { ...before, ...coerced } } };
}
