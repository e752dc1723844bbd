import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { RunNotFoundError, StoreUnwritableError } from "../../core/protocol/errors.ts";
import type { LauncherMessage, RunnerMode } from "../../core/protocol/launch.ts";
import { runPaths } from "../../journal/run-paths.ts";
import type { RunsContext } from "./runs-context.ts";

export type SpawnContext = Pick<RunsContext, "cwd" | "env" | "runner">;

/** Whether a runner has secrets to wait for. */
export function hasSecrets({ secrets = {} }: Pick<RunsContext, "secrets">): boolean {
  return Object.keys(secrets).length > 0;
}

/**
 * Starts a runner in a process group of its own, so that neither the end of the engine nor a Ctrl+C in its terminal
 * ends the run. Its output goes to a file: a pipe would kill it once the engine is gone. @throws StoreUnwritableError
 */
export function spawnRunner(context: SpawnContext & Pick<RunsContext, "secrets">, directory: string, mode: RunnerMode): ChildProcess {
  const { secrets = {} } = context;
  const child = spawnInto(context, runPaths(directory).stdio, [directory, mode, ...(hasSecrets(context) ? ["secrets"] : [])]);
  // One that cannot be started says so by itself.
  if (hasSecrets(context)) child.send({ type: "secrets", secrets } satisfies LauncherMessage, () => undefined);
  return child;
}

/** Starts a runner that waits for its orders; until then its output goes to `output`. @throws StoreUnwritableError */
export function spawnWaiting(context: SpawnContext, output: string): ChildProcess {
  return spawnInto(context, output, ["wait", output]);
}

function spawnInto({ runner, cwd, env }: SpawnContext, path: string, args: readonly string[]): ChildProcess {
  const output = openOutput(path);
  try {
    return spawn(runner.node, [...runner.nodeArgs, runner.entry, ...args], {
      cwd,
      env,
      detached: true,
      windowsHide: true,
      stdio: ["ignore", output, output, "ipc"],
    });
  } finally {
    closeSync(output);
  }
}

function openOutput(path: string): number {
  try {
    return openSync(path, "a", 0o600);
  } catch (error) {
    if (!existsSync(dirname(path))) throw new RunNotFoundError(`${dirname(path)} is gone: the run has been deleted.`);
    throw new StoreUnwritableError(path, error);
  }
}
