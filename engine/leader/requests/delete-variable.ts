import { readNameAndToken } from "../../../core/protocol/read-leader-message.ts";
import type { LeaderRequest } from "../request-handler.ts";

export const deleteVariable: LeaderRequest<"variables/delete"> = {
  read: readNameAndToken,
  answer: (state, { name, token }) => state.deleteVariable(name, token),
};
