/**
 * What a runner and whoever launched it say to each other before the run has begun. Afterwards whoever wants something
 * of the run connects to its socket (`run-api.ts`).
 *
 * A runner is `node runner.js <run directory> <mode> [secrets]`; what to run stands in the directory's `request.json`. With
 * `secrets` its launcher's first word are these: they never stand in an environment, an argument or a file. It is launched in
 * one of three ways:
 *
 * - spawned for the run: they talk over the child process's IPC channel;
 * - spawned ahead of need, as `node runner.js wait <output>`: it loads what every run needs and nothing of the user's,
 *   and waits for `orders` on that channel. Without its launcher it ends, and takes the file `output` with it;
 * - started by a debugger: then there is no such channel, and `launchVariables` name a socket of the launcher's. They
 *   talk in lines of JSON; the runner's first word is `hello`. A launcher that hangs up has called the run off.
 */
import type { StoredValue } from "../states/stored-value.ts";

/** `run` calls the flow for the first time, `resume` again, `answer` too with what a suspended run waits for, `hooks` only its hooks for the state it ended in. */
export type RunnerMode = "run" | "resume" | "answer" | "hooks";

export type RunnerMessage =
  /** Over a socket only: proves that it is the runner which the launcher expects. */
  | { readonly type: "hello"; readonly token: string }
  /** The request cannot be carried out and nothing was recorded: no such flow, several, a syntax error. Then it exits. */
  | { readonly type: "refused"; readonly code: string; readonly message: string; readonly hint: string | null }
  /** The function has parameters without defaults and none were given. The engine answers with `parameters` or kills it. */
  | { readonly type: "needsParameters"; readonly exportName: string | null; readonly flow: string }
  /** The first record is written; from here on the run exists and its socket answers. */
  | { readonly type: "started"; readonly socket: string };

export type LauncherMessage =
  | { readonly type: "parameters"; readonly parameters: Readonly<Record<string, StoredValue>> }
  /** To a runner that waits: what it would have been given on its command line. */
  | { readonly type: "orders"; readonly directory: string; readonly mode: RunnerMode; readonly secrets: Secrets }
  /** To a runner that was started with `secrets`. */
  | { readonly type: "secrets"; readonly secrets: Secrets };

/** Secrets by name. */
export type Secrets = Readonly<Record<string, string>>;

/** Environment of a runner that a debugger starts. It takes them out of its environment before user code can see them. */
export const launchVariables = { socket: "MILLRACE_LAUNCH_SOCKET", token: "MILLRACE_LAUNCH_TOKEN" } as const;

/** How long a debugger may take to start the runner that was prepared for it, in milliseconds. */
export const launchTimeoutMs = 60_000;

/** Exit codes of a runner, told apart from what user code may do. */
export const runnerExit = { ended: 0, refused: 64, unwritable: 74 } as const;
