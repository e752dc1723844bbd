/** What the editor asks of the history by hand; what goes by itself is up to the settings. */
import type { RunRetention } from "./engine-api.ts";

export interface PruneOrder {
  readonly retention: RunRetention;
  /** Only tells what would go. */
  readonly isDryRun: boolean;
}

export interface PruneAnswer {
  /** The oldest first. */
  readonly runs: readonly { readonly runId: string; readonly name: string; readonly flow: string }[];
  readonly keptRuns: number;
  readonly freedBytes: number;
}
