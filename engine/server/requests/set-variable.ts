import type { RequestHandler } from "../request-handler.ts";

export const setVariable: RequestHandler<"millrace/setVariable"> = async (engine, { name, value, tags, overwrite }) =>
  await engine.shared.change((store) => store.variables.set({ name, value: value ?? null, tags: [...tags].map(String), overwrite: overwrite === true }));
