/** A run as one file, for an issue or another machine, and back. */
import { formatByteSize } from "../../base/byte-size.ts";
import type { DialogueEngine, Dialogs } from "./dialogs.ts";

export async function exportRun(engine: DialogueEngine, dialogs: Dialogs, runId: string): Promise<void> {
  const name = engine.mirror.runs.get(runId)?.name ?? runId;
  const file = await dialogs.saveFile(`${name}.zip`, "Export Run");
  if (file === undefined) return;
  const { sizeBytes, summary } = await engine.request("millrace/export", { runId, file });
  if (await dialogs.tell(`${name} was exported: ${formatByteSize(sizeBytes)}. Look through it before you hand it on: it holds parameters, results and logs.`, "Copy Summary")) await dialogs.copy(summary);
}

/** Id of the run that is now there; `undefined`: none was chosen. */
export async function importRun(engine: DialogueEngine, dialogs: Dialogs): Promise<string | undefined> {
  const file = await dialogs.openFile("Import Run");
  if (file === undefined) return undefined;
  const { runId, name, isNew } = await engine.request("millrace/import", { file });
  dialogs.mention(isNew ? `${name} was imported` : `${name} was here already`);
  return runId;
}
