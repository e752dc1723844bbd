import { statSync } from "node:fs";
import { basename, dirname, extname } from "node:path";
import { randomName } from "../../core/base/randomness.ts";
import type { StartRun } from "../../core/protocol/engine-api.ts";
import { UsageError } from "../../core/protocol/errors.ts";
import type { RunRequest } from "../../core/protocol/run-request.ts";
import { createRunDirectory } from "../../journal/create-run.ts";
import { findWorkspace, type Workspace } from "../../journal/workspace.ts";
import type { ActiveRun } from "./active-run.ts";
import type { Launch } from "./launch-conversation.ts";
import { launchRun, type PreparedRun } from "./launch-run.ts";
import type { PreparedParameters } from "./prepare-parameters.ts";
import type { RunsContext } from "./runs-context.ts";

/**
 * Starts a run. Without parameters nothing but the directory is made before the runner is spawned: what its function
 * takes is looked up only if it asks.
 *
 * @throws UsageError, FlowNotFoundError, StoreUnwritableError: nothing was recorded.
 */
export async function startRun(context: RunsContext, start: StartRun): Promise<ActiveRun> {
  return launchNew(context, await prepareRun(context, start));
}

/** Checks what is asked for and makes the run's directory. @throws as `startRun` */
export async function prepareRun(context: RunsContext, start: StartRun): Promise<PreparedRun> {
  refuseNoFile(start.file);
  const workspace = findWorkspace(dirname(start.file), context.cwd, context.env["MILLRACE_HOME"]);
  const prepared = start.parameters === null ? undefined : await prepare(context, workspace, start, start.parameters);
  const request: RunRequest = {
    v: 1,
    id: context.randomness.uuid(),
    name: start.name ?? randomName(context.randomness),
    createdAt: context.clock.nowUs(),
    module: start.file,
    flow: prepared === undefined ? start.flow : (prepared.flow.export ?? prepared.flow.name),
    flowName: prepared?.flow.name ?? start.flow ?? basename(start.file, extname(start.file)),
    parameters: prepared?.stored ?? {},
    isParametersGiven: prepared !== undefined,
    ...(prepared === undefined ? {} : readingOf(prepared)),
    trigger: start.trigger,
  };
  return prepareNew(context, workspace, request);
}

/** How the values of a request are to be taken. */
export type Reading = { readonly [Key in "invalid" | "coerced" | "order"]: RunRequest[Key] | null };

/** The same in a request, as far as it is not plain. */
export function readingOf({ invalid, coerced, order }: Reading): Pick<RunRequest, "invalid" | "coerced" | "order"> {
  return {
    ...(invalid == null || invalid.length === 0 ? {} : { invalid }),
    ...(coerced == null ? {} : { coerced }),
    ...(order == null ? {} : { order }),
  };
}

/** Makes the directory of a new run. @throws StoreUnwritableError */
export function prepareNew({ discover }: RunsContext, workspace: Workspace, request: RunRequest): PreparedRun {
  const onNeedsParameters: Launch["onNeedsParameters"] = async (flow) => {
    const { refuseMissingParameters } = await import("./prepare-parameters.ts");
    if (request.module !== null) await refuseMissingParameters({ root: workspace.root, file: request.module, flow, discover });
    return {};
  };
  const directory = createRunDirectory(workspace, request);
  return { request, launch: { directory, mode: "run", isNew: true, onNeedsParameters } };
}

export async function launchNew(context: RunsContext, { request, launch }: PreparedRun): Promise<ActiveRun> {
  // What follows a run is loaded while the runner's process starts.
  const [launched, { ActiveRun }] = await Promise.all([launchRun(context, launch), import("./active-run.ts")]);
  return new ActiveRun(context, launch.directory, request, launched);
}

function refuseNoFile(path: string): void {
  if (path.includes("\0")) throw new UsageError(`${JSON.stringify(path)} is no path: it has a NUL character in it.`);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new UsageError(`There is no file ${path}.`);
  if (found.isDirectory()) throw new UsageError(`${path} is a folder, not a file.`, "Name a file with a flow in it; millrace flows lists those of a folder.");
}

async function prepare({ discover }: RunsContext, workspace: Workspace, { file, flow }: StartRun, values: Readonly<Record<string, unknown>>): Promise<PreparedParameters> {
  const { prepareParameters } = await import("./prepare-parameters.ts");
  return prepareParameters({ root: workspace.root, file, flow, discover }, values);
}
