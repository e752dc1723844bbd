import { UsageError } from "../../../core/protocol/errors.ts";
import type { RequestHandler } from "../request-handler.ts";

export const debug: RequestHandler<"millrace/debug"> = () => {
  throw new UsageError("Debugging is not there yet.");
};
