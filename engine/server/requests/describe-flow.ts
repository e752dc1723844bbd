import type { RequestHandler } from "../request-handler.ts";
import { lastParameters } from "../last-parameters.ts";

export const describeFlow: RequestHandler<"millrace/describeFlow"> = async (engine, { file, flow }) => {
  const found = await engine.discovery.ask("describe", { file: engine.realPath(file), flow });
  return { ...found, lastParameters: lastParameters(engine, found.flow.id) };
};
