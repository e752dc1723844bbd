/** What `millrace prune` removes: chosen first, from all that there is; a dry run stops there. */
import type { PrunedRun, PruneOptions, PruneReport } from "../../../core/protocol/engine-api.ts";
import type { FlowRunDocument } from "../../../core/protocol/run-document.ts";
import { isFinalType } from "../../../core/states/state-type.ts";
import { type Discarded, discardRun, emptyTrash, hasProcess } from "../history/discard-run.ts";
import { rootDocument } from "../history/flow-run-document.ts";
import { readSummary, tryReadRequest } from "../history/read-standing.ts";
import { listRunDirectories, type RunDirectory } from "../history/run-directories.ts";
import { rootState } from "../read-run.ts";
import type { RunsContext } from "../runs-context.ts";
import { chooseRuns, type KeptRun } from "./choose-runs.ts";
import { directorySize } from "./directory-size.ts";
import { pruneCache } from "./prune-cache.ts";
import { viewedRuns } from "./viewed-runs.ts";

interface Candidate extends KeptRun {
  readonly place: RunDirectory;
  readonly document: FlowRunDocument;
}

/** @throws StoreUnwritableError for a run that cannot be removed; those before it are gone. */
export async function pruneRuns(context: RunsContext, { retention, cache, isDryRun }: PruneOptions): Promise<PruneReport> {
  const { candidates, keptRuns, keptBytes } = await findCandidates(context);
  const nowUs = context.clock.nowUs();
  const runs: PrunedRun[] = [];
  const chosen = chooseRuns(candidates, retention, nowUs, keptBytes);
  let stayed = 0;
  for (const { run, reason } of chosen) {
    const { place, document, sizeBytes } = run;
    // A process that lingers behind its run's end keeps it until the next time.
    const outcome = isDryRun ? await wouldBecome(context, place) : await discardRun(context, place);
    if (outcome === "kept") stayed += 1;
    if (outcome === "deleted") runs.push({ flowRun: document, sizeBytes, reason });
  }
  if (!isDryRun) emptyTrash(context.workspace, nowUs);
  return {
    isDryRun,
    runs,
    keptRuns: keptRuns + candidates.length - chosen.length + stayed,
    freedBytes: runs.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    cache: pruneCache(context.workspace.home, { retention: cache, nowUs, isDryRun }),
  };
}

async function wouldBecome({ machine }: RunsContext, { directory }: RunDirectory): Promise<Discarded> {
  return (await hasProcess(machine, directory)) ? "kept" : "deleted";
}

/** Rule R1 of `choose-runs.ts`. */
async function findCandidates(context: RunsContext): Promise<{ readonly candidates: readonly Candidate[]; readonly keptRuns: number; readonly keptBytes: number }> {
  const viewed = viewedRuns(context.workspace.home, context);
  const candidates: Candidate[] = [];
  let keptRuns = 0;
  let keptBytes = 0;
  for (const place of listRunDirectories(context.workspace)) {
    const sizeBytes = sizeIfReadable(place.directory);
    const { view, owner, problem } = await readSummary(context, place);
    const { request } = tryReadRequest(place);
    const state = rootState(view);
    const isRemovable = state !== undefined && isFinalType(state.type) && owner === "gone" && problem === undefined && request !== undefined && sizeBytes !== null && !viewed.has(place.id);
    if (isRemovable) {
      const document = rootDocument(place, request, view, problem);
      candidates.push({ id: place.id, at: Math.max(state.at, request.imported?.at ?? 0), sizeBytes, place, document });
    } else {
      keptRuns += 1;
      keptBytes += sizeBytes ?? 0;
    }
  }
  return { candidates, keptRuns, keptBytes };
}

/** `null`: it cannot be read, all of it or some folder in it. */
function sizeIfReadable(directory: string): number | null {
  try {
    return directorySize(directory);
  } catch {
    return null;
  }
}
