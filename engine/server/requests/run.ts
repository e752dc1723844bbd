import type { RequestHandler } from "../request-handler.ts";

export const run: RequestHandler<"millrace/run"> = (engine, order) =>
  engine.control.start(order.kind === "flow" ? { ...order, file: engine.realPath(order.file) } : order);
