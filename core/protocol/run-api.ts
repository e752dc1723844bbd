/**
 * JSON-RPC (vscode-jsonrpc) on the socket of a run's owner. Anyone of the same user may connect; a bare connection
 * that asks nothing is a probe. The owner reads each message before it uses it, and refuses what is none of these.
 */
import type { StoredValue } from "../states/stored-value.ts";
import type { InputProblem } from "./input-problem.ts";

export interface RunApi {
  /** Asks the run to end as Cancelled. Answers at once; the run ends when its code has stopped, or is stopped. */
  "run/cancel": { readonly params: CancelParams; readonly result: { readonly accepted: boolean } };
  /** From now on the caller hears `run/appended`. */
  "run/subscribe": { readonly params: Record<string, never>; readonly result: { readonly bytes: number } };
  /** Answers the pause that a flow run waits in. The answer comes once it is in the run's file, or was refused. */
  "run/resume": { readonly params: ResumeParams; readonly result: ResumeAnswer };
  /** Gives a flow run a message. The answer comes once it is in the run's file; `accepted` false: there is no such flow run under way. */
  "run/send": { readonly params: SendParams; readonly result: { readonly accepted: boolean } };
}

export interface CancelParams {
  readonly reason: string | null;
  /** How long whoever asks waits, in milliseconds, before it kills the process. Default: `defaultCancelGraceMs`. */
  readonly graceMs?: number;
}

export const defaultCancelGraceMs = 10_000;

export interface SendParams {
  /** Tells the message from all others: one that is sent twice is recorded once. */
  readonly input: string;
  readonly flowRunId: string;
  /** The channel, empty for none. */
  readonly key: string;
  /** Inline, however large; absent for `undefined`. */
  readonly v?: StoredValue;
  /** Id of the flow run that sends it. */
  readonly from?: string;
}

export interface ResumeParams {
  /** Tells this answer from all others: it is the `input` of the record of it. */
  readonly answer: string;
  readonly flowRunId: string;
  /** Number of the pause that is meant, so that an answer which comes late is not taken for the next one. */
  readonly pause: number;
  /** Inline, however large; `null`: nothing but the word to go on. */
  readonly input: StoredValue | null;
}

export type ResumeAnswer =
  /** This answer, and no other, is in the file. */
  | { readonly kind: "accepted" }
  /** Another answer to the same pause was quicker. */
  | { readonly kind: "answered" }
  /** It does not fit; the run waits on. */
  | { readonly kind: "refused"; readonly problems: readonly InputProblem[] }
  /** The flow run does not wait, or not for this any more. */
  | { readonly kind: "notPaused" };

/** Notifications of the owner to those who subscribed. */
export interface RunEvents {
  /** The run's files have grown; at most 20 a second. */
  "run/appended": Record<string, never>;
}
