import type { RemotePlaces } from "../../run/remote.ts";
import type { RootRun } from "../../run/root-run.ts";
import type { TaskRunner } from "../task-runner.ts";
import { SharedValues } from "./shared-values.ts";
import type { WorkerPool } from "./worker-pool.ts";
import { assertNever } from "../../../core/base/assert-never.ts";

/** The workers of one flow run, by its runner; `null`: what it submits runs in its own process. Nothing is started yet. */
export function openWorkers(runner: TaskRunner, root: RootRun): RemotePlaces | null {
  switch (runner.kind) {
    case "concurrent":
      return null;
    case "threads":
    case "processes": {
      if (!root.parts.hasWorkers) return null;
      // Loaded by those flows alone that have workers.
      const shared = new SharedValues(runner.kind);
      let pool: ReturnType<typeof load> | null = null;
      const load = async (): Promise<WorkerPool> => new (await import("./worker-pool.ts")).WorkerPool(runner, root, shared);
      return {
        open: async (run) => (await (pool ??= load())).lease(run),
        share: (value) => shared.add(value),
        close: () => void pool?.then((opened) => opened.close()),
      };
    }
    default:
      return assertNever(runner, "task runner");
  }
}
