import type { RequestHandler } from "../request-handler.ts";

export const debugEnded: RequestHandler<"millrace/debugEnded"> = () => null;
