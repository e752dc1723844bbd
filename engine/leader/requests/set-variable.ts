import { readVariableOrder } from "../../../core/protocol/read-leader-message.ts";
import type { LeaderRequest } from "../request-handler.ts";

export const setVariable: LeaderRequest<"variables/set"> = {
  read: readVariableOrder,
  answer: (state, order) => state.setVariable(order),
};
