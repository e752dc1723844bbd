/** Which runs a command is offered for, and what is said when there is none. */
import type { RunSummary } from "../protocol/run-summary.ts";
import { isFinalType } from "../states/state-type.ts";
import { isPartial } from "./run-look.ts";
import { isWaiting } from "./waiting-words.ts";

export interface Wanted {
  /** Of the list to choose from. */
  readonly title: string;
  readonly fits: (run: RunSummary) => boolean;
  readonly none: string;
}

const any = { fits: () => true, none: "There are no runs yet." };

export const wantedRuns = {
  again: { ...any, title: "Run again with the same parameters" },
  debug: { ...any, title: "Debug with the parameters of a run" },
  open: { ...any, title: "Open a run" },
  openTab: { ...any, title: "Open a run in an editor tab" },
  export: { ...any, title: "Export a run" },
  stop: { title: "Stop a run", fits: ({ state }) => !isFinalType(state.type), none: "Nothing is running." },
  delete: { title: "Delete a run", fits: ({ state }) => isFinalType(state.type), none: "There is no run that has ended." },
  resume: {
    title: "Resume a run from its last success",
    fits: ({ isResumable }) => isResumable,
    none: "There is no run to resume: none has failed, crashed or been cancelled.",
  },
  rerunFailed: { title: "Run again what did not complete", fits: isPartial, none: "There is no run that failed, crashed or was cancelled." },
  answer: { title: "Answer a run that waits", fits: isWaiting, none: "No run waits for a person." },
} as const satisfies Readonly<Record<string, Wanted>>;
