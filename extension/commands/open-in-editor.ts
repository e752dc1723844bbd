import { onRun } from "./command.ts";

/** Shows a run in a tab of the editor, where there is more room. */
export const openInEditor = onRun("millrace.openInEditor", { title: "Open a run in an editor tab" }, ({ views }, { engine, runId, taskRunId, run }) =>
  views.openTab(engine, { kind: "run", runId, taskRunId }, run?.name),
);
