import { isCount, readFields, readSlotRequest } from "../../../core/protocol/read-leader-message.ts";
import type { LeaderRequest } from "../request-handler.ts";

export const askSlots: LeaderRequest<"limits/ask"> = {
  read: (params) => {
    const fields = readFields(params);
    const request = readSlotRequest(fields?.["request"]);
    const since = fields?.["since"];
    return request !== null && (since === null || isCount(since)) ? { request, since } : null;
  },
  answer: (state, { request, since }, visitor) => {
    const answer = state.ask(request, since);
    // A rate that was granted is used up: nothing of it is the visitor's.
    if (answer.kind === "waits" || (answer.kind === "granted" && request.mode === "hold")) visitor.keep(request.token);
    return answer;
  },
};
