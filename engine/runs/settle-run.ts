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
  return (await settle(context, directory, request, ending, { onRecorded, whileOwned: "wait" })) ?? notSettled(request);
}

/** The same, but `undefined` for a run that a process has, which is to be asked. @throws as `settleRun` */
export async function settleUnowned(context: RunsContext, directory: string, request: RunRequest, ending: Ending): Promise<RunView | undefined> {
  return await settle(context, directory, request, ending, { onRecorded: undefined, whileOwned: "leave" });
}

interface Patience {
  readonly onRecorded: (() => void) | undefined;
  readonly whileOwned: "wait" | "leave";
}

async function settle(context: RunsContext, directory: string, request: RunRequest, ending: Ending, { onRecorded, whileOwned }: Patience): Promise<RunView | undefined> {
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
        // One without a socket is writing an end.
        if (whileOwned === "leave" && standing.owner !== null && standing.owner.socket !== null) return undefined;
        await waitMs(context.clock, roundMs);
        break;
      case "unknown":
        await waitMs(context.clock, roundMs);
        break;
      default:
        assertNever(standing, "standing of a run");
    }
  }
  return notSettled(request);
}

/** @throws EngineUnavailableError */
export function notSettled(request: RunRequest): never {
  throw new EngineUnavailableError(`The end of ${request.name} is being written by another process, which does not come to an end.`);
}
