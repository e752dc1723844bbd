import { UsageError } from "../../../core/protocol/errors.ts";
import type { FlowRunDocument } from "../../../core/protocol/run-document.ts";
import { isFinalType } from "../../../core/states/state-type.ts";
import { readRequest } from "../../../journal/create-run.ts";
import type { ActiveRun } from "../active-run.ts";
import type { RunsContext } from "../runs-context.ts";
import { cancelOwnedRun } from "../stop-run.ts";
import type { RunDirectory } from "./run-directories.ts";
import { showRootRun } from "./show-run.ts";

/** Cancels a run; `active`: this engine has started it. @throws UsageError for one that has ended. */
export async function cancelRun(context: RunsContext, place: RunDirectory, active: ActiveRun | undefined): Promise<FlowRunDocument> {
  const run = await showRootRun(context, place);
  if (isFinalType(run.state.type)) {
    throw new UsageError(`${run.name} cannot be cancelled: it is ${run.state.name}.`, "Only a run that has not ended can be cancelled.");
  }
  if (active === undefined) await cancelOwnedRun(context, place.directory, readRequest(place.directory), null);
  else await active.cancel(null);
  return showRootRun(context, place);
}
