import { isFinalType } from "../../core/states/state-type.ts";
import { reportFailure } from "../runs/report.ts";
import { vscode } from "../vscode.ts";
import { onRun, type Choice } from "./command.ts";

const ended: Choice = { title: "Delete a run", fits: ({ state }) => isFinalType(state.type), none: "There is no run that has ended." };

export const deleteRun = onRun("millrace.deleteRun", ended, async (_, { engine, runId, run }) => {
  const detail = "Its records, results and log are deleted from the disk. This cannot be undone.";
  const answer = await vscode.window.showWarningMessage(`Delete the run ${run?.name ?? runId}?`, { modal: true, detail }, "Delete");
  if (answer === "Delete") await engine.request("millrace/delete", { runIds: [runId] }).catch(reportFailure);
});
