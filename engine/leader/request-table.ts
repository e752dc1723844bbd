import type { LeaderRequests } from "../../core/protocol/leader-api.ts";
import type { LeaderRequest } from "./request-handler.ts";
import { askSlots } from "./requests/ask-slots.ts";
import { deleteLimit } from "./requests/delete-limit.ts";
import { deleteVariable } from "./requests/delete-variable.ts";
import { listLimits } from "./requests/list-limits.ts";
import { releaseSlots } from "./requests/release-slots.ts";
import { setLimit } from "./requests/set-limit.ts";
import { setVariable } from "./requests/set-variable.ts";

/** Every request that a visitor may make once it has said hello. */
export const leaderRequests: { readonly [Method in Exclude<keyof LeaderRequests, "leader/hello">]: LeaderRequest<Method> } = {
  "limits/ask": askSlots,
  "limits/release": releaseSlots,
  "limits/list": listLimits,
  "limits/set": setLimit,
  "limits/delete": deleteLimit,
  "variables/set": setVariable,
  "variables/delete": deleteVariable,
};
