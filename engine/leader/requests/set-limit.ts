import { readLimit } from "../../../core/protocol/read-leader-message.ts";
import type { LeaderRequest } from "../request-handler.ts";

export const setLimit: LeaderRequest<"limits/set"> = {
  read: readLimit,
  answer: (state, limit) => state.setLimit(limit),
};
