import { isText, readFields } from "../../../core/protocol/read-leader-message.ts";
import type { LeaderRequest } from "../request-handler.ts";

export const deleteLimit: LeaderRequest<"limits/delete"> = {
  read: (params) => {
    const name = readFields(params)?.["name"];
    return isText(name) ? { name } : null;
  },
  answer: (state, { name }) => state.deleteLimit(name),
};
