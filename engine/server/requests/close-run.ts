import type { RequestHandler } from "../request-handler.ts";

export const closeRun: RequestHandler<"millrace/closeRun"> = (engine, { runId }) => {
  engine.book.close(runId);
  if (!engine.book.isOpen(runId)) engine.views.forget(runId);
  return null;
};
