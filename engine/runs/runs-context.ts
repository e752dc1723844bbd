import type { Clock } from "../../core/base/clock.ts";
import type { Randomness } from "../../core/base/randomness.ts";
import type { Secrets } from "../../core/protocol/launch.ts";
import type { MachineIdentity } from "../../journal/machine.ts";
import type { Discovery } from "../discovery/discovery.ts";
import type { Workspace } from "../../journal/workspace.ts";
import type { RunnerPool } from "./runner-pool.ts";

/** What the engine's rooms know of the outside. Made once, in `engine.ts`. */
export interface RunsContext {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly machine: MachineIdentity;
  /** The workspace around `cwd`: the one whose history is listed. */
  readonly workspace: Workspace;
  /** The version of Millrace that writes. */
  readonly version: string;
  readonly runner: RunnerCommand;
  /** Holds a runner ready, in an engine that stays. Default: each run spawns its own. */
  readonly pool?: RunnerPool;
  /** How long a run may take to stop after a cancel, in milliseconds. */
  readonly cancelGraceMs: number;
  /** Reads a file's flows. Default: here and now, which loads the compiler. */
  readonly discover?: (root: string, file: string) => Promise<Discovery>;
  /** What runs are given of secrets, by name. Default: none. */
  readonly secrets?: Secrets;
  /** Whether somebody shows the runs as they go on, and wants to know what changed in them. Default: false. */
  readonly isWatched?: boolean;
  /** What gives up each launch that goes on: its runner is killed, and what was made for it goes. Default: launches are not given up. */
  readonly launches?: Set<() => void>;
  /** False where no code of the user may be run, hooks included. Default: true. */
  readonly mayRun?: boolean;
}

/** How a runner is started: `<node> <nodeArgs> <entry> <directory> <mode>`. */
export interface RunnerCommand {
  /** Path of the Node executable. */
  readonly node: string;
  readonly nodeArgs: readonly string[];
  /** Path of `runner.js`. */
  readonly entry: string;
}
