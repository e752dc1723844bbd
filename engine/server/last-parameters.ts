import type { ParameterValues } from "../../core/protocol/editor-api.ts";
import { toFlowRunDocument } from "../../core/protocol/to-document.ts";
import { tryReadRequest } from "../runs/history/read-standing.ts";
import { valuesOf } from "../runs/history/value-source.ts";
import { readEndedSummary } from "../runs/history/read-summary.ts";
import type { FolderEngine } from "./folder-engine.ts";

/** What a flow was last given from outside, as it can be given again; `null` when it never was. */
export function lastParameters(engine: FolderEngine, flowId: string): ParameterValues | null {
  const runs = [...engine.book.summaries()].filter((run) => run.flowId === flowId).sort((a, b) => b.createdAt - a.createdAt);
  for (const { id } of runs) {
    const place = engine.book.placeOf(id);
    const { request } = tryReadRequest(place);
    if (request?.isParametersGiven !== true || Object.keys(request.parameters).length === 0) continue;
    // A request holds its values inline, and they are shown as a run's are.
    const view = readEndedSummary(place.directory) ?? engine.book.viewOf(id).view;
    const root = view.flowRuns.get(0);
    if (root === undefined) continue;
    const { parameters } = toFlowRunDocument({ view, showValue: valuesOf(place.directory, view) }, root);
    return Object.fromEntries(Object.entries(parameters).filter(([name]) => Object.hasOwn(request.parameters, name)));
  }
  return null;
}
