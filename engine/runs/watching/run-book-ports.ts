import type { PictureDelta } from "../../../core/protocol/run-picture.ts";
import type { RunSummary } from "../../../core/protocol/run-summary.ts";
import type { LogRecord } from "../../../core/records/log-record.ts";
import type { Workspace } from "../../../journal/workspace.ts";
import type { LiveRun } from "./live-run.ts";

export interface RunBookListener {
  readonly onRun: (summary: RunSummary) => void;
  readonly onRemoved: (runId: string) => void;
  readonly onDelta: (delta: PictureDelta) => void;
  readonly onLogged: (run: LiveRun, from: number, records: readonly LogRecord[]) => void;
  readonly onOutput: (run: LiveRun, records: readonly LogRecord[]) => void;
  /** Something went wrong with one run that nobody waits for. */
  readonly onTrouble: (error: unknown) => void;
}

/** The flow in the sources that a run is one of, if it is there. */
export type FlowIdOf = (run: { readonly file: string | null; readonly wanted: string | null; readonly name: string }) => string | null;

/** The workspaces whose runs these are. */
export interface RunHomes {
  readonly workspaces: readonly Workspace[];
  workspaceOf(directory: string): Workspace;
}
