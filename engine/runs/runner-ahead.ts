import { existsSync } from "node:fs";
import { RunnerPool } from "./runner-pool.ts";
import type { RunsContext } from "./runs-context.ts";

/**
 * Spawns a runner at once, for a launch of which is still to be found out what it is to run: a long history to be read, or
 * parameters to be checked by the compiler, take as long as Node does to start. A launch that is refused ends it.
 */
export async function withRunnerAhead<T>(context: RunsContext, launch: (context: RunsContext) => Promise<T>): Promise<T> {
  // Where nothing has run yet, a launch that is refused leaves no folder behind.
  if (context.pool !== undefined || !existsSync(context.workspace.home)) return await launch(context);
  const pool = new RunnerPool(context.clock);
  pool.warm(context);
  try {
    return await launch({ ...context, pool });
  } finally {
    pool.dispose();
  }
}
