import type { RequestHandler } from "../request-handler.ts";

export const closeRun: RequestHandler<"millrace/closeRun"> = (engine, { runId }) => {
  engine.book.close(runId);
  return null;
};
