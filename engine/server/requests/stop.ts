import type { RequestHandler } from "../request-handler.ts";

export const stop: RequestHandler<"millrace/stop"> = (engine, { runId }) => ({ did: engine.control.stop(runId) });
