import { onRun, type Choice } from "./command.ts";

const resumable: Choice = {
  title: "Resume a run from its last success",
  fits: ({ isResumable }) => isResumable,
  none: "There is no run to resume: none has failed, crashed or been cancelled.",
};

/** From the last success: what completed is not done again. */
export const resumeRun = onRun("millrace.resumeRun", resumable, ({ orders }, { engine, runId, run }) =>
  orders.carryOut(engine, { kind: "resume", runId }, run?.flowId ?? null, "run"),
);
