import type { StateFilter } from "../../../core/protocol/editor-api.ts";
import type { RunSummary } from "../../../core/protocol/run-summary.ts";
import type { StateType } from "../../../core/states/state-type.ts";

/** The group of states by which lists of runs are filtered. */
export function groupOf(type: StateType): StateFilter {
  switch (type) {
    case "COMPLETED":
      return "completed";
    case "CANCELLED":
      return "cancelled";
    case "FAILED":
    case "CRASHED":
      return "failed";
    default:
      return "active";
  }
}

/** Whether a run goes on, or waits to. */
export function isActive({ state }: Pick<RunSummary, "state">): boolean {
  return groupOf(state.type) === "active";
}
