import { isFinalType } from "../../core/states/state-type.ts";
import { reportFailure } from "../runs/report.ts";
import { vscode } from "../vscode.ts";
import { onRun, type Choice } from "./command.ts";

const active: Choice = { title: "Stop a run", fits: ({ state }) => !isFinalType(state.type), none: "Nothing is running." };
const toldMs = 5_000;

/** Asks the run to end; when it has been asked already, its process is killed. */
export const stopRun = onRun("millrace.stopRun", active, async (_, { engine, runId, run }) => {
  try {
    const { did } = await engine.request("millrace/stop", { runId });
    const words = did === "asked" ? "was asked to stop; stop it again to kill it" : "was killed";
    vscode.window.setStatusBarMessage(`$(debug-stop) ${run?.name ?? "The run"} ${words}`, toldMs);
  } catch (error) {
    await reportFailure(error);
  }
});
