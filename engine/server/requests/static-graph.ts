import type { RequestHandler } from "../request-handler.ts";

export const staticGraph: RequestHandler<"millrace/staticGraph"> = (engine, { file, flow }) =>
  engine.discovery.ask("graph", { file: engine.realPath(file), flow });
