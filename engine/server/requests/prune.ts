import type { PruneAnswer } from "../../../core/protocol/prune-api.ts";
import { pruneRuns } from "../../runs/retention/prune-runs.ts";
import { toCacheRetention } from "../../runs/retention/retention-settings.ts";
import type { RequestHandler } from "../request-handler.ts";

/** Of every workspace of the folder. Cached results go by the settings, as in the background. */
export const prune: RequestHandler<"millrace/prune"> = async (engine, { retention, isDryRun }) => {
  const { settings, workspaces } = engine.surroundings;
  const cache = toCacheRetention(settings.cacheRetention);
  const runs: PruneAnswer["runs"][number][] = [];
  let keptRuns = 0;
  let freedBytes = 0;
  for (const workspace of workspaces) {
    const report = await pruneRuns({ ...engine.surroundings.contextToLook(null), workspace }, { retention, cache, isDryRun });
    runs.push(...report.runs.map(({ flowRun: { id, name, flow } }) => ({ runId: id, name, flow })));
    keptRuns += report.keptRuns;
    freedBytes += report.freedBytes;
  }
  if (!isDryRun) for (const { runId } of runs) engine.book.remove(runId);
  return { runs, keptRuns, freedBytes };
};
