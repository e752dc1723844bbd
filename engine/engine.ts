/** Puts the engine's rooms together. The one place that reaches for the machine where a caller gives nothing else. */
import { fileURLToPath } from "node:url";
import type { Clock } from "../core/base/clock.ts";
import type { Randomness } from "../core/base/randomness.ts";
import type { EngineApi } from "../core/protocol/engine-api.ts";
import { defaultCancelGraceMs } from "../core/protocol/run-api.ts";
import type { SharedStore } from "../journal/leader/shared-store.ts";
import { thisMachine } from "../journal/machine.ts";
import { findWorkspace } from "../journal/workspace.ts";
import { LocalEngine } from "./runs/local-engine.ts";
import type { SpawnedAhead } from "./runs/runner-pool.ts";
import type { RunsContext } from "./runs/runs-context.ts";

export interface EngineOptions {
  /** The folder whose workspace the engine serves, and in which runs are started. */
  readonly cwd: string;
  /** What runs inherit. `MILLRACE_HOME` replaces the workspace's `.millrace` folder. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly randomness: Randomness;
  /** The version of Millrace that records what the engine writes. */
  readonly version: string;
  /** Path of the Node that executes runs. Default: the one that executes the engine. */
  readonly node?: string;
  /** Given to that Node before all else, such as `--inspect`. Default: none. */
  readonly nodeArgs?: readonly string[];
  /** Path of the runner's module. Default: `runner.js` beside this one, as the build puts it. */
  readonly runner?: string;
  /** Path of the command's module, which leads a workspace where nobody does. Default: `millrace.js` beside this one. */
  readonly command?: string;
  /** Path of `sql-wasm.wasm`. Default: beside this module, as the build puts it, else in the package sql.js. */
  readonly wasm?: string;
  /** A runner that was spawned before the engine, with its `cwd` and `env`, for the first run that is started. Default: none. */
  readonly ahead?: SpawnedAhead | null;
  /** How long a run may take to end after a cancel before its process is killed, in milliseconds. Default: 10,000. */
  readonly cancelGraceMs?: number;
}

/** An engine in this process, over the history of the workspace around `cwd`. Reads and writes nothing until it is asked. */
export function createEngine(options: EngineOptions): EngineApi {
  const { cwd, env, clock, randomness, version } = options;
  const context: RunsContext = {
    cwd,
    env,
    clock,
    randomness,
    version,
    machine: thisMachine(),
    workspace: findWorkspace(cwd, cwd, env["MILLRACE_HOME"]),
    cancelGraceMs: options.cancelGraceMs ?? defaultCancelGraceMs,
    runner: {
      node: options.node ?? process.execPath,
      nodeArgs: options.nodeArgs ?? [],
      entry: options.runner ?? fileURLToPath(new URL("./runner.js", import.meta.url)),
    },
  };
  const openShared = async (): Promise<SharedStore> => {
    const { LeaderStore } = await import("../journal/leader/leader-store.ts");
    return new LeaderStore({
      home: context.workspace.home,
      clock,
      version,
      newId: () => randomness.uuid(),
      command: { node: process.execPath, entry: options.command ?? fileURLToPath(new URL("./millrace.js", import.meta.url)), env },
      process: { ...context.machine, pid: process.pid, socket: null },
    });
  };
  return new LocalEngine({ context, wasm: options.wasm, openShared, ahead: options.ahead ?? null });
}
