/** Deletes old runs: what is to be kept is chosen, then what that means is said, then it is done. */
import { formatByteSize } from "../../base/byte-size.ts";
import type { PruneAnswer } from "../../protocol/prune-api.ts";
import type { RunRetention } from "../../protocol/engine-api.ts";
import type { DialogueEngine, Dialogs } from "./dialogs.ts";

const dayMs = 86_400_000;
const all: RunRetention = { maxRuns: null, maxAgeMs: null, maxBytes: null };
const choices: readonly { readonly label: string; readonly retention: RunRetention }[] = [
  { label: "Runs that ended more than a week ago", retention: { ...all, maxAgeMs: 7 * dayMs } },
  { label: "Runs that ended more than a month ago", retention: { ...all, maxAgeMs: 30 * dayMs } },
  { label: "Runs that ended more than a year ago", retention: { ...all, maxAgeMs: 365 * dayMs } },
  { label: "All runs but the newest 100", retention: { ...all, maxRuns: 100 } },
  { label: "All runs but the newest 1,000", retention: { ...all, maxRuns: 1_000 } },
  { label: "All runs that have ended", retention: { ...all, maxRuns: 0 } },
];
/** How many of the runs are named. */
const named = 5;

export async function pruneHistory(engine: DialogueEngine, dialogs: Dialogs): Promise<void> {
  const chosen = await dialogs.choose(choices, `Prune the history of ${engine.name}`, "What is to be deleted? Nothing is before you have seen how much it is");
  if (chosen === undefined) return;
  const { retention } = chosen;
  const planned = await engine.request("millrace/prune", { retention, isDryRun: true });
  if (planned.runs.length === 0) return void (await dialogs.tell(`There is nothing to prune: no run that has ended is beyond that. ${counted(planned.keptRuns)} stay.`));
  if (!(await dialogs.confirm(`Delete ${counted(planned.runs.length)}?`, detailOf(planned), "Delete"))) return;
  const done = await engine.request("millrace/prune", { retention, isDryRun: false });
  dialogs.mention(`${counted(done.runs.length)} deleted, ${formatByteSize(done.freedBytes)} freed`);
}

function detailOf({ runs, keptRuns, freedBytes }: PruneAnswer): string {
  const names = runs.slice(0, named).map(({ name, flow }) => `${name} (${flow})`);
  const more = runs.length > named ? ` and ${runs.length - named} more` : "";
  return `${names.join(", ")}${more}. ${formatByteSize(freedBytes)} come free, and ${counted(keptRuns)} stay. Runs that go on, wait or are looked at are not touched. This cannot be undone.`;
}

function counted(runs: number): string {
  return `${runs.toLocaleString("en")} ${runs === 1 ? "run" : "runs"}`;
}
