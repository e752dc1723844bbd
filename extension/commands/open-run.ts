import { onRun } from "./command.ts";

/** Shows a run in the side panel. */
export const openRun = onRun("millrace.openRun", { title: "Open a run" }, ({ views }, { engine, runId, taskRunId }) =>
  views.show(engine, { kind: "run", runId, taskRunId }),
);
