import type { RequestHandler } from "../request-handler.ts";

export const configure: RequestHandler<"millrace/configure"> = (engine, settings) => {
  engine.configure(settings);
  return null;
};
