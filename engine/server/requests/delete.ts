import type { RequestHandler } from "../request-handler.ts";

export const deleteRuns: RequestHandler<"millrace/delete"> = async (engine, { runIds }) => {
  await engine.control.delete(runIds);
  return null;
};
