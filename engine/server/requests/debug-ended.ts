import type { RequestHandler } from "../request-handler.ts";

export const debugEnded: RequestHandler<"millrace/debugEnded"> = async (engine, { runId, failure }) => {
  await engine.control.debugEnded(runId, failure);
  return null;
};
