import type { StoredValue } from "../states/stored-value.ts";

/** What a flow run was given from outside while it went on: a message, or the answer to a pause. */
export interface InputRecord {
  readonly k: "input";
  /** The flow run that it is for. */
  readonly run: number;
  /** Tells it from all others, whoever sent it: one that is delivered twice is recorded once. */
  readonly input: string;
  /** The channel that it was sent to, empty for none; of an answer `paused-<n>-response`, or `suspended-…`. */
  readonly key: string;
  /** Absent for `undefined`. */
  readonly v?: StoredValue;
  /** Id of the flow run that sent it. */
  readonly from?: string;
  /** `place` of the pause that it answers. */
  readonly pause?: string;
}
