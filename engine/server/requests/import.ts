import { importRun as takeIn } from "../../runs/transfer/import-run.ts";
import type { RequestHandler } from "../request-handler.ts";

export const importRun: RequestHandler<"millrace/import"> = async (engine, { file }) => {
  const { isNew, flowRun } = await takeIn(engine.surroundings.contextToLook(null), file);
  return { runId: flowRun.id, name: flowRun.name, isNew };
};
