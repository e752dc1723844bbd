import { cancelRoot } from "../../run/cancel.ts";
import type { RunRequestHandler } from "./handler.ts";
import { fieldsOf, numberOrNullIn, textOrNullIn } from "./read-params.ts";

export const cancel: RunRequestHandler<"run/cancel"> = (root, params) => {
  const fields = fieldsOf("run/cancel", params);
  const graceMs = numberOrNullIn("run/cancel", fields, "graceMs") ?? undefined;
  return { accepted: cancelRoot(root, textOrNullIn("run/cancel", fields, "reason"), graceMs) };
};
