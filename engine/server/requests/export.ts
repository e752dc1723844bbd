import { exportRun as writeRun } from "../../runs/transfer/export-run.ts";
import type { RequestHandler } from "../request-handler.ts";

export const exportRun: RequestHandler<"millrace/export"> = async (engine, { runId, file }) => {
  const place = engine.book.placeOf(runId);
  const context = { ...engine.surroundings.contextToLook(null), workspace: engine.surroundings.workspaceOf(place.directory) };
  const { sizeBytes, summary } = await writeRun(context, place, file);
  return { sizeBytes, summary };
};
