import type { LeaderRequests } from "../../core/protocol/leader-api.ts";
import type { LeaderVisitor } from "./leader-visitor.ts";
import type { SharedState } from "./shared-state.ts";

/** One request of a leader: reads what came over the socket, and answers it. */
export interface LeaderRequest<Method extends keyof LeaderRequests> {
  /** `null`: it is none, so that the message is refused. */
  read(params: unknown): LeaderRequests[Method]["params"] | null;
  answer(state: SharedState, params: LeaderRequests[Method]["params"], visitor: LeaderVisitor): LeaderRequests[Method]["result"];
}
