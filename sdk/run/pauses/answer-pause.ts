import type { RootRun } from "../root-run.ts";
import type { AnsweredPause, PauseAnswer } from "./pause-answer.ts";

/** Answers the pause that a flow run of this root run waits in. */
export async function answerPause(root: RootRun, flowRunId: string, answer: PauseAnswer): Promise<AnsweredPause> {
  const run = [...root.activeFlowRuns].find(({ id }) => id === flowRunId);
  return run === undefined ? { kind: "notPaused" } : await run.pauses.answer(answer);
}
