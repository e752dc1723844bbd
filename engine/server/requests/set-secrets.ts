import { UsageError } from "../../../core/protocol/errors.ts";
import type { RequestHandler } from "../request-handler.ts";

export const setSecrets: RequestHandler<"millrace/setSecrets"> = (engine, { secrets }) => {
  const given: unknown = secrets;
  const isSecrets = typeof given === "object" && given !== null && Object.values(given).every((value) => typeof value === "string");
  if (!isSecrets) throw new UsageError("millrace/setSecrets needs { secrets } with a text for each name.");
  engine.surroundings.secrets = { ...secrets };
  return null;
};
