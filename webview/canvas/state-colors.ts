import type { StateType } from "../../core/states/state-type.ts";
import type { Palette } from "../parts/theme.ts";

export function stateColor(type: StateType, palette: Palette): string {
  switch (type) {
    case "SCHEDULED":
    case "PENDING":
      return palette.queued;
    case "RUNNING":
    case "CANCELLING":
      return palette.running;
    case "PAUSED":
      return palette.paused;
    case "COMPLETED":
      return palette.passed;
    case "FAILED":
      return palette.failed;
    case "CRASHED":
      return palette.errored;
    case "CANCELLED":
      return palette.skipped;
  }
}
