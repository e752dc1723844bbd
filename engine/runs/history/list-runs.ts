import type { RunFilter } from "../../../core/protocol/engine-api.ts";
import type { FlowRunDocument } from "../../../core/protocol/run-document.ts";
import type { RunRequest } from "../../../core/protocol/run-request.ts";
import type { RunsContext } from "../runs-context.ts";
import { rootDocument } from "./flow-run-document.ts";
import { readSummary, tryReadRequest } from "./read-standing.ts";
import { listRunDirectories, type RunDirectory } from "./run-directories.ts";

const defaultLimit = 50;

/** The runs of the workspace, newest first. Those that nobody owns any more are recorded as Crashed on the way. */
export async function listRuns(context: RunsContext, filter: RunFilter): Promise<readonly FlowRunDocument[]> {
  const limit = filter.limit ?? defaultLimit;
  const found: FlowRunDocument[] = [];
  for (const day of groupByDate(listRunDirectories(context.workspace))) {
    for (const { place, request } of newestFirst(day)) {
      if (found.length >= limit) return found;
      const { view, problem } = await readSummary(context, place);
      const document = rootDocument(place, request, view, problem);
      if (matches(document, filter)) found.push(document);
    }
  }
  return found;
}

/** Only the days that the limit reaches are looked into. */
function groupByDate(places: readonly RunDirectory[]): Iterable<readonly RunDirectory[]> {
  const days = new Map<string, RunDirectory[]>();
  for (const place of places) {
    const day = days.get(place.date);
    if (day === undefined) days.set(place.date, [place]);
    else day.push(place);
  }
  return days.values();
}

function newestFirst(day: readonly RunDirectory[]): readonly { readonly place: RunDirectory; readonly request: RunRequest | undefined }[] {
  return day
    .map((place) => ({ place, request: tryReadRequest(place).request }))
    .sort((a, b) => (b.request?.createdAt ?? 0) - (a.request?.createdAt ?? 0));
}

function matches({ flow, state }: FlowRunDocument, filter: RunFilter): boolean {
  if (filter.flow !== undefined && flow !== filter.flow) return false;
  if (filter.state === undefined) return true;
  const wanted = filter.state.toLowerCase();
  return state.name.toLowerCase() === wanted || state.type.toLowerCase() === wanted;
}
