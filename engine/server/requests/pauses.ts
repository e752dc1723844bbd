import type { PausedFlowRun } from "../../../core/protocol/pause-api.ts";
import { toPauseDocument } from "../../../core/protocol/to-pause-document.ts";
import { inferPauseSchemas } from "../../pauses/pause-schemas.ts";
import { waitingRuns } from "../../pauses/waiting-runs.ts";
import { valuesOf } from "../../runs/history/value-source.ts";
import type { RequestHandler } from "../request-handler.ts";

export const pauses: RequestHandler<"millrace/pauses"> = async (engine, { runId }) => {
  const wanted = [...engine.book.summaries()].filter((run) => run.pauses.length > 0 && (runId === null || run.id === runId));
  const found: PausedFlowRun[] = [];
  for (const { id } of wanted) {
    const { view, place } = engine.book.viewOf(id);
    const workspace = engine.surroundings.workspaceOf(place.directory);
    const pauseSchemas = await inferPauseSchemas({ workspace, readPauseSchema: (file, at) => engine.discovery.ask("pause", { file, at }) }, view);
    for (const { run } of waitingRuns(view)) {
      const document = toPauseDocument({ showValue: valuesOf(place.directory, view), pauseSchemas }, run);
      const flow = view.definitions.get(run.def)?.name ?? "flow";
      if (document !== null) found.push({ runId: id, flowRunId: run.id, name: run.name, flow, ...document });
    }
  }
  return found;
};
