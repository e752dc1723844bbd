import type { RequestHandler } from "../request-handler.ts";

export const deleteVariable: RequestHandler<"millrace/deleteVariable"> = async (engine, { name }) => await engine.shared.change((store) => store.variables.delete(name));
