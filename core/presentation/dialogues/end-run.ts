/** Ways to be rid of a run: asking it to end, killing it, deleting it. */
import type { DialogueEngine, Dialogs } from "./dialogs.ts";

/** Asks the run to end; when it has been asked already, its process is killed. */
export async function stopRun(engine: DialogueEngine, dialogs: Dialogs, runId: string): Promise<void> {
  const { did } = await engine.request("millrace/stop", { runId });
  const words = did === "asked" ? "was asked to stop; stop it again to kill it" : "was killed";
  dialogs.mention(`$(debug-stop) ${engine.mirror.runs.get(runId)?.name ?? "The run"} ${words}`);
}

export async function deleteRun(engine: DialogueEngine, dialogs: Dialogs, runId: string): Promise<void> {
  const detail = "Its records, results and log are deleted from the disk. This cannot be undone.";
  const isAgreed = await dialogs.confirm(`Delete the run ${engine.mirror.runs.get(runId)?.name ?? runId}?`, detail, "Delete");
  if (isAgreed) await engine.request("millrace/delete", { runIds: [runId] });
}

/** Every run that goes on. @throws the first failure, after all were asked */
export async function stopAll(engines: readonly DialogueEngine[]): Promise<void> {
  const requests = engines.flatMap((engine) => engine.mirror.activeRuns().map(({ id }) => engine.request("millrace/stop", { runId: id })));
  const failed = (await Promise.allSettled(requests)).find((result) => result.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}
