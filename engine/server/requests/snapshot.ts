import type { RequestHandler } from "../request-handler.ts";

export const snapshot: RequestHandler<"millrace/snapshot"> = (engine) => engine.snapshot();
