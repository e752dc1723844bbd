import { CancelledError, hasCode } from "../../core/protocol/errors.ts";

/** What code that waits is told when its attempt is to stop. */
export function abortReason(signal: AbortSignal): unknown {
  return hasCode(signal.reason, "MILLRACE_CANCELLED") ? signal.reason : new CancelledError();
}
