import type { FlowRunDetail } from "../../../core/protocol/editor-api.ts";
import { RunNotFoundError } from "../../../core/protocol/errors.ts";
import type { FlowRunDocument } from "../../../core/protocol/run-document.ts";
import { toFlowRunDocument } from "../../../core/protocol/to-document.ts";
import { currentState } from "../../../core/records/fold.ts";
import { type Folders, showFile, showPosition } from "../../runs/picture/places.ts";
import { artifactsOf } from "../../runs/history/artifacts-of.ts";
import { valuesOf } from "../../runs/history/value-source.ts";
import type { RequestHandler } from "../request-handler.ts";

export const flowRun: RequestHandler<"millrace/flowRun"> = (engine, { runId, flowRunId }): FlowRunDetail => {
  const { view, place } = engine.book.viewOf(runId);
  const run = [...view.flowRuns.values()].find(({ id }) => id === flowRunId);
  if (run === undefined) throw new RunNotFoundError(`There is no flow run ${flowRunId} in this run.`);
  const showValue = valuesOf(place.directory, view);
  const document = relativeToFolder(toFlowRunDocument({ view, showValue }, run), engine.foldersOf(place));
  const artifacts = artifactsOf(view, showValue, (artifact) => artifact.run === run.run);
  const state = currentState(run);
  switch (state?.type) {
    case "COMPLETED":
      return { flowRun: document, artifacts, result: state.result === undefined ? null : showValue(state.result) };
    case "FAILED":
    case "CRASHED":
      return state.error === undefined ? { flowRun: document, artifacts } : { flowRun: document, artifacts, error: state.error };
    default:
      return { flowRun: document, artifacts };
  }
};

function relativeToFolder(document: FlowRunDocument, folders: Folders): FlowRunDocument {
  const { file, definition } = document;
  return {
    ...document,
    file: file === null ? null : showFile(folders, file),
    definition: definition === null ? null : showPosition(folders, definition),
  };
}
