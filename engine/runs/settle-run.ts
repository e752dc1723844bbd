import { assertNever } from "../../core/base/assert-never.ts";
import { EngineUnavailableError, StoreCorruptError } from "../../core/protocol/errors.ts";
import type { RunRequest } from "../../core/protocol/run-request.ts";
import type { RunView } from "../../core/records/run-view.ts";
import { runPaths } from "../../journal/run-paths.ts";
import type { Ending } from "./end-state.ts";
import { runEndHooks } from "./end-hooks.ts";
import { unreadableHint } from "./read-run.ts";
import { recoverRun } from "./recover.ts";
import type { RunsContext } from "./runs-context.ts";
import { waitMs } from "./wait.ts";

const roundMs = 50;
/** Another process may be writing the end meanwhile: it gets as long as this, in milliseconds. */
const patienceMs = 20_000;

/**
 * Sees to it that a run whose process has gone stands as ended: with `ending`, unless it ended itself or another
 * process writes its end. Fulfils once its hooks for that end have run too; `onRecorded` is called before them.
 *
 * @throws StoreCorruptError, StoreUnwritableError
 */
export async function settleRun(context: RunsContext, directory: string, request: RunRequest, ending: Ending, onRecorded?: () => void): Promise<RunView> {
  for (let waited = 0; waited < patienceMs; waited += roundMs) {
    const standing = await recoverRun(context, directory, request, ending);
    switch (standing.kind) {
      case "over":
        // Hooks may take their time; the end is there to be seen.
        onRecorded?.();
        if (standing.isRecordedHere) await runEndHooks(context, directory, request, standing.view);
        return standing.view;
      case "unreadable":
        throw new StoreCorruptError(runPaths(directory).events, standing.from.record, standing.from.reason, unreadableHint(request.id));
      case "alive":
      case "unknown":
        await waitMs(context.clock, roundMs);
        break;
      default:
        assertNever(standing, "standing of a run");
    }
  }
  throw new EngineUnavailableError(`The end of ${request.name} is being written by another process, which does not come to an end.`);
}
