import type { RequestHandler } from "../request-handler.ts";

export const deleteLimit: RequestHandler<"millrace/deleteLimit"> = async (engine, { name }) => await engine.shared.change((store) => store.limits.delete(String(name)));
