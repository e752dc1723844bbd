import type { ChildProcess } from "node:child_process";
import { killTree } from "../../journal/end-process.ts";

/** The process of a runner, whoever has started it. */
export interface RunnerProcess {
  kill(): void;
  /** Its run is over, and it has had its time to end by itself. */
  killLingering(): void;
  /** Leaves it to itself: the engine's process may end, this one goes on. */
  release(): void;
}

export function spawnedProcess(child: ChildProcess): RunnerProcess {
  const kill = (): void => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) killTree(child.pid, process.platform !== "win32");
  };
  return {
    kill,
    killLingering: kill,
    release: () => {
      child.channel?.unref();
      child.unref();
    },
  };
}
