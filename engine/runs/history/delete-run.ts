import type { FlowRunDocument } from "../../../core/protocol/run-document.ts";
import { UsageError } from "../../../core/protocol/errors.ts";
import type { RunsContext } from "../runs-context.ts";
import { waitMs } from "../wait.ts";
import { discardRun, emptyTrash } from "./discard-run.ts";
import { rootDocument } from "./flow-run-document.ts";
import { readStanding } from "./read-standing.ts";
import type { RunDirectory } from "./run-directories.ts";

/** A runner lingers for 2 s behind its run's end, to name what keeps it. */
const lingerMs = 5_000;
const lingerRoundMs = 50;

/** Deletes a run with all that belongs to it; gives what it was. @throws UsageError while it lives, or may; StoreUnwritableError */
export async function deleteRun(context: RunsContext, place: RunDirectory): Promise<FlowRunDocument> {
  const { view, request, problem, owner } = await readStanding(context, place);
  const document = rootDocument(place, request, view, problem);
  if (owner !== "gone" || document.state.type === "PAUSED") {
    const hint = `Cancel it first: millrace runs cancel ${document.id.slice(0, 8)}`;
    throw new UsageError(`${document.name} cannot be deleted: ${problem ?? `it is ${document.state.name}`}.`, hint);
  }
  for (let waited = 0; (await discardRun(context, place)) === "kept"; waited += lingerRoundMs) {
    if (waited >= lingerMs) throw new UsageError(`${document.name} cannot be deleted: its process still lives.`, "Wait until it ends.");
    await waitMs(context.clock, lingerRoundMs);
  }
  emptyTrash(context.workspace, context.clock.nowUs());
  return document;
}
