import { rmSync } from "node:fs";
import type { FlowRunDocument } from "../../../core/protocol/run-document.ts";
import { StoreUnwritableError, UsageError } from "../../../core/protocol/errors.ts";
import { highestGeneration } from "../../../journal/owner-file.ts";
import { removeOwnerSockets } from "../../../journal/owner-socket.ts";
import type { RunsContext } from "../runs-context.ts";
import { rootDocument } from "./flow-run-document.ts";
import { readStanding } from "./read-standing.ts";
import type { RunDirectory } from "./run-directories.ts";

/** Deletes a run with all that belongs to it; gives what it was. @throws UsageError while it lives, or may. */
export async function deleteRun(context: RunsContext, place: RunDirectory): Promise<FlowRunDocument> {
  const { view, request, problem, owner } = await readStanding(context, place);
  const document = rootDocument(place, request, view, problem);
  if (owner !== "gone") {
    const hint = `Cancel it first: millrace runs cancel ${document.id.slice(0, 8)}`;
    throw new UsageError(`${document.name} cannot be deleted: ${problem ?? `it is ${document.state.name}`}.`, hint);
  }
  removeOwnerSockets(place.id, highestGeneration(place.directory));
  try {
    rmSync(place.directory, { recursive: true, force: true });
  } catch (error) {
    throw new StoreUnwritableError(place.directory, error);
  }
  return document;
}
