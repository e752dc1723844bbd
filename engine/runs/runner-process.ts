import type { ChildProcess } from "node:child_process";
import { killTree } from "../../journal/end-process.ts";

/** The process of a runner, whoever has started it. */
export interface RunnerProcess {
  kill(): void;
  /** Leaves it to itself: the engine's process may end, this one goes on. */
  release(): void;
}

export function spawnedProcess(child: ChildProcess): RunnerProcess {
  return {
    kill: () => {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) killTree(child.pid, process.platform !== "win32");
    },
    release: () => {
      child.channel?.unref();
      child.unref();
    },
  };
}
