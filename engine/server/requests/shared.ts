import type { RequestHandler } from "../request-handler.ts";

export const shared: RequestHandler<"millrace/shared"> = async (engine) => await engine.shared.snapshot();
