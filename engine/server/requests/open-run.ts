import type { RequestHandler } from "../request-handler.ts";

export const openRun: RequestHandler<"millrace/openRun"> = (engine, { runId }) => engine.book.open(runId).open();
