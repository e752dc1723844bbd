/** The nine types that drive logic; a state's name is for people. */
export const stateTypes = [
  "SCHEDULED",
  "PENDING",
  "RUNNING",
  "PAUSED",
  "CANCELLING",
  "COMPLETED",
  "FAILED",
  "CANCELLED",
  "CRASHED",
] as const;

/** What a run is doing: the nine types that drive logic. */
export type StateType = (typeof stateTypes)[number];

/** The types in which a run stays for good, unless someone retries or resumes it. */
export const finalStateTypes = ["COMPLETED", "FAILED", "CANCELLED", "CRASHED"] as const;

export type FinalStateType = (typeof finalStateTypes)[number];

/** The names that Millrace gives, by type; the first is the type's plain name. A user's own state may bear another. */
export const stateNames = {
  SCHEDULED: ["Scheduled", "Late", "AwaitingRetry", "AwaitingConcurrencySlot", "Resuming"],
  PENDING: ["Pending", "NotReady", "Submitting", "InfrastructurePending"],
  RUNNING: ["Running", "Retrying", "Rerunning"],
  PAUSED: ["Paused", "Suspended"],
  CANCELLING: ["Cancelling"],
  COMPLETED: ["Completed", "Cached", "RolledBack"],
  FAILED: ["Failed", "TimedOut"],
  CANCELLED: ["Cancelled"],
  CRASHED: ["Crashed"],
} as const satisfies Record<StateType, readonly [string, ...string[]]>;

export function isStateType(value: unknown): value is StateType {
  return stateTypes.some((type) => type === value);
}

export function isFinalType(type: StateType): type is FinalStateType {
  return type === "COMPLETED" || type === "FAILED" || type === "CANCELLED" || type === "CRASHED";
}
