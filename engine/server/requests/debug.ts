import type { RequestHandler } from "../request-handler.ts";

export const debug: RequestHandler<"millrace/debug"> = (engine, order) =>
  engine.control.debug(order.kind === "flow" ? { ...order, file: engine.realPath(order.file) } : order);
