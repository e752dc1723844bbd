import { cancelRoot } from "../../run/cancel.ts";
import type { RunRequestHandler } from "./handler.ts";
import { fieldsOf, textOrNullIn } from "./read-params.ts";

export const cancel: RunRequestHandler<"run/cancel"> = (root, params) => ({
  accepted: cancelRoot(root, textOrNullIn("run/cancel", fieldsOf("run/cancel", params), "reason")),
});
