import { Details } from "./details.ts";
import type { EngineLink } from "./engine-link.ts";
import { OpenRun } from "./open-run.ts";
import { Origin } from "./origin.ts";
import { Pauses } from "./pauses.ts";
import { RunLogs } from "./run-logs.ts";

/** A run that is shown, with what hangs on it. */
export interface ShownRun {
  readonly run: OpenRun;
  readonly logs: RunLogs;
  readonly details: Details;
  readonly pauses: Pauses;
  readonly origin: Origin;
  dispose(): void;
}

/** Nothing is asked for yet but what follows from what the run says of itself. */
export function showRun(link: EngineLink, folder: { readonly folder: string; readonly path: string }, runId: string): ShownRun {
  const run = new OpenRun(link, folder.folder, runId);
  const parts = {
    logs: new RunLogs(link, folder.folder, runId),
    details: new Details(link, folder, runId),
    pauses: new Pauses(link, folder.folder, runId),
    origin: new Origin(link, folder.folder),
  };
  run.changed.on(() => {
    if (run.mirror === undefined) return;
    parts.pauses.follow(run.mirror.run);
    parts.origin.follow(run.mirror.run);
  });
  return {
    run,
    ...parts,
    dispose() {
      for (const part of [run, ...Object.values(parts)]) part.dispose();
    },
  };
}
