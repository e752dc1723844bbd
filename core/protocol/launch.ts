/**
 * What a runner and the engine that spawned it say to each other over the child process's IPC channel, before the run
 * has begun. Afterwards whoever wants something of the run connects to its socket (`run-api.ts`).
 *
 * A runner is `node --import <tsx> runner.js <run directory> <mode>`; what to run stands in the directory's
 * `request.json`.
 */
import type { StoredValue } from "../states/stored-value.ts";

/** `run` calls the flow for the first time, `resume` again, `hooks` only its hooks for the state it ended in. */
export type RunnerMode = "run" | "resume" | "hooks";

export type RunnerMessage =
  /** The request cannot be carried out and nothing was recorded: no such flow, several, a syntax error. Then it exits. */
  | { readonly type: "refused"; readonly code: string; readonly message: string; readonly hint: string | null }
  /** The function has parameters without defaults and none were given. The engine answers with `parameters` or kills it. */
  | { readonly type: "needsParameters"; readonly exportName: string | null; readonly flow: string }
  /** The first record is written; from here on the run exists and its socket answers. */
  | { readonly type: "started"; readonly socket: string };

export type LauncherMessage = {
  readonly type: "parameters";
  readonly parameters: Readonly<Record<string, StoredValue>>;
};

/** Exit codes of a runner, told apart from what user code may do. */
export const runnerExit = { ended: 0, refused: 64, unwritable: 74 } as const;
