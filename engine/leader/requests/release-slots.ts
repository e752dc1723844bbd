import { isText, readFields } from "../../../core/protocol/read-leader-message.ts";
import type { LeaderRequest } from "../request-handler.ts";

export const releaseSlots: LeaderRequest<"limits/release"> = {
  read: (params) => {
    const token = readFields(params)?.["token"];
    return isText(token) ? { token } : null;
  },
  answer: (state, { token }, visitor) => {
    // What is another's is not given back for it.
    if (visitor.giveUp(token)) state.release([token]);
    return null;
  },
};
