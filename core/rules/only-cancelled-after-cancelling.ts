import { stateTypes } from "../states/state-type.ts";
import { pass, type Rule } from "./rule.ts";

/**
 * Rejects whatever is proposed for a run that is being cancelled, except Cancelled. A process that ends well, fails or
 * dies after the request was made changes nothing: whoever supervises it records Cancelled.
 *
 * Stands after the guard of Pending, so that a process that claims such a run is told to stop (abort) and not to go on
 * in the state it is handed (reject).
 *
 * Source: Prefect, `src/prefect/server/orchestration/core_policy.py`, `EnforceCancellingToCancelledTransition`.
 */
export const onlyCancelledAfterCancelling: Rule = {
  name: "only-cancelled-after-cancelling",
  summary: "Rejects every state but Cancelled for a run that is being cancelled.",
  appliesTo: ["flow", "task"],
  from: ["CANCELLING"],
  to: stateTypes.filter((type) => type !== "CANCELLED"),
  decide({ initial }) {
    if (initial === null) return pass;
    return { kind: "reject", state: initial, reason: "This run is being cancelled and can only become CANCELLED." };
  },
};
