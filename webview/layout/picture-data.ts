import type { PictureDefinition, PictureFlowRun, PictureStateName, PictureTaskRun } from "../../core/protocol/run-picture.ts";

/** What layouts read of a run. Numbers of tasks and flow runs index the two lists; there may be holes. */
export interface PictureData {
  readonly originAt: number;
  readonly definitions: readonly PictureDefinition[];
  readonly sites: readonly string[];
  readonly stateNames: readonly PictureStateName[];
  readonly flowRuns: readonly (PictureFlowRun | undefined)[];
  readonly tasks: readonly (PictureTaskRun | undefined)[];
}
