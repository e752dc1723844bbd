import type { RequestHandler } from "../request-handler.ts";

export const listRuns: RequestHandler<"millrace/listRuns"> = (engine, query) => engine.history.page(query);
