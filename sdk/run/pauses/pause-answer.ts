import type { InputProblem } from "../../../core/protocol/input-problem.ts";

/** What somebody gives to a pause. */
export interface PauseAnswer {
  /** Tells it from all others, in the record of it. */
  readonly token: string;
  /** Number of the pause that is meant; `null`: whichever is open. */
  readonly pause: number | null;
  /** `undefined`: nothing but the word to go on. */
  readonly input: unknown;
}

export type AnsweredPause =
  /** It is in the file, and the run goes on. */
  | { readonly kind: "accepted" }
  /** The pause that was meant has had another answer. */
  | { readonly kind: "answered" }
  /** It does not fit; the run waits on. */
  | { readonly kind: "refused"; readonly problems: readonly InputProblem[] }
  /** The run does not wait, or not for this any more. */
  | { readonly kind: "notPaused" };
