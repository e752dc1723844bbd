import type { RequestHandler } from "../request-handler.ts";

export const setLimit: RequestHandler<"millrace/setLimit"> = async (engine, { name, limit, decayPerSecond }) =>
  await engine.shared.change((store) => store.limits.set({ name: String(name), limit: Number(limit), decayPerSecond: decayPerSecond === null ? null : Number(decayPerSecond) }));
