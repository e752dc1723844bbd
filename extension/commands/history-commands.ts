import { pruneHistory } from "../../core/presentation/dialogues/prune-history.ts";
import { exportRun, importRun } from "../../core/presentation/dialogues/transfer-run.ts";
import { wantedRuns } from "../../core/presentation/wanted-runs.ts";
import { dialogs } from "../dialogs.ts";
import { onFolder, onRun, type Command } from "./command.ts";

export const historyCommands: readonly Command[] = [
  onFolder("millrace.pruneHistory", (_, engine) => pruneHistory(engine, dialogs)),
  onRun("millrace.exportRun", wantedRuns.export, (_, { engine, runId }) => exportRun(engine, dialogs, runId)),
  onFolder("millrace.importRun", async ({ views }, engine) => {
    const runId = await importRun(engine, dialogs);
    if (runId !== undefined) views.show(engine, { kind: "run", runId, taskRunId: null });
  }),
];
