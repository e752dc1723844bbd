import type { ChildProcess } from "node:child_process";

/** The process of a runner, whoever has started it. */
export interface RunnerProcess {
  kill(): void;
  /** Leaves it to itself: the engine's process may end, this one goes on. */
  release(): void;
}

export function spawnedProcess(child: ChildProcess): RunnerProcess {
  return {
    kill: () => void child.kill("SIGKILL"),
    release: () => {
      child.channel?.unref();
      child.unref();
    },
  };
}
