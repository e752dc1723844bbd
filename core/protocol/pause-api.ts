/** What the editor asks of runs that wait for people. Which run does is told by the `pauses` of its row, in `millrace/changed`. */
import type { Json } from "../states/stored-value.ts";
import type { InputProblem } from "./input-problem.ts";
import type { PauseDocument } from "./run-document.ts";

export interface PausedFlowRun extends PauseDocument {
  /** Of the root run. */
  readonly runId: string;
  readonly flowRunId: string;
  /** Of the flow run. */
  readonly name: string;
  readonly flow: string;
}

export interface PauseAnswer {
  /** Of the root run. */
  readonly runId: string;
  readonly flowRunId: string;
  /** `null`: nothing is given but the word to go on. */
  readonly given: { readonly input: Json } | null;
}

export type AnswerResult =
  | { readonly kind: "goesOn" }
  /** It does not fit, or is missing: the run waits on. By field, as its path is written in code; empty for the whole. */
  | { readonly kind: "refused"; readonly problems: readonly InputProblem[] };
