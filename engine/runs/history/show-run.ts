import type { FlowRunDocument, LogDocument, RunDocument } from "../../../core/protocol/run-document.ts";
import { toLogDocument, toRunDocument } from "../../../core/protocol/to-document.ts";
import type { PauseSchemas } from "../../../core/protocol/to-pause-document.ts";
import { runPaths } from "../../../journal/run-paths.ts";
import { inferPauseSchemas } from "../../pauses/pause-schemas.ts";
import { LogTail } from "../log-tail.ts";
import type { RunsContext } from "../runs-context.ts";
import { importOf, rootDocument } from "./flow-run-document.ts";
import { readStanding, type StandingRun } from "./read-standing.ts";
import type { RunDirectory } from "./run-directories.ts";
import { inferEdges, type InferredEdges } from "./static-edges.ts";
import { valuesOf } from "./value-source.ts";

/** All that is known of a run. */
export async function showRun(context: RunsContext, place: RunDirectory): Promise<RunDocument> {
  const standing = await readStanding(context, place);
  const [edges, pauseSchemas] = await Promise.all([inferEdges(context, standing.view), inferPauseSchemas(context, standing.view)]);
  return documentOf(place, standing, edges, pauseSchemas);
}

/** The same for a run that has been read already, but for what the sources add to it. */
export function showStanding(place: RunDirectory, standing: StandingRun): RunDocument {
  return documentOf(place, standing, new Map(), new Map());
}

/** The same as a line of a list, all of its states included. */
export async function showRootRun(context: RunsContext, place: RunDirectory): Promise<FlowRunDocument> {
  const { view, request, problem } = await readStanding(context, place);
  return rootDocument(place, request, view, problem);
}

/** The log lines of a run so far. */
export async function showLogs(context: RunsContext, place: RunDirectory): Promise<readonly LogDocument[]> {
  const { view } = await readStanding(context, place);
  return new LogTail(runPaths(place.directory).log).read().map((record) => toLogDocument(view, record));
}

function documentOf(place: RunDirectory, { view, request, problem }: StandingRun, staticEdges: InferredEdges, pauseSchemas: PauseSchemas): RunDocument {
  const logs = new LogTail(runPaths(place.directory).log).read();
  if (view.flowRuns.size === 0 && view.taskRuns.size === 0) {
    const flowRun = rootDocument(place, request, view, problem);
    return { flowRun, taskRuns: [], childRuns: [], artifacts: [], logs: logs.map((record) => toLogDocument(view, record)) };
  }
  const showValue = valuesOf(place.directory, view);
  const document = toRunDocument({ view, logs, showValue, staticEdges, pauseSchemas, ...(problem === undefined ? {} : { problem }) });
  return document.flowRun === null ? document : { ...document, flowRun: { ...document.flowRun, ...importOf(request) } };
}
