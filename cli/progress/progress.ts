import type { StartedRun } from "../../core/protocol/engine-api.ts";
import type { RunView } from "../../core/records/run-view.ts";
import type { WantedInputs } from "./wanted-inputs.ts";

/** How a run is shown while it goes on: live, line by line, or not at all. */
export interface Progress {
  begin(run: StartedRun, wanted: WantedInputs): void;
  /** Tells the user something about the command itself. */
  notice(text: string): void;
  /** Stops showing and gives back the terminal. */
  end(): Shown;
}

/** What was seen of a run, for its ending. */
export interface Shown {
  readonly view: RunView | undefined;
  /** The latest log lines that are no longer on the screen, drawn. */
  readonly log: readonly string[];
  /** How many log records came before those. */
  readonly earlierLogCount: number;
}
