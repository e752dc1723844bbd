import type { RequestHandler } from "../request-handler.ts";

export const openRun: RequestHandler<"millrace/openRun"> = (engine, { runId }) => {
  const picture = engine.book.open(runId).open();
  engine.views.note(runId, engine.book.placeOf(runId).directory);
  return picture;
};
