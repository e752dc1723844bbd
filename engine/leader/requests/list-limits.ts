import type { LeaderRequest } from "../request-handler.ts";

export const listLimits: LeaderRequest<"limits/list"> = {
  read: () => ({}),
  answer: (state) => state.limits(),
};
