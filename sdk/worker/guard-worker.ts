/** How a worker ends by what user code does: it takes the job that is under way along, and nothing else. */
import { isMainThread } from "node:worker_threads";
import { hasCode, ImportedNotRun } from "../../core/protocol/errors.ts";
import { passOverFailedOutput } from "../logging/output-failures.ts";
import { watchChildProcesses } from "../process/child-processes.ts";
import { sharedState } from "../shared-state.ts";
import { currentJob } from "./job.ts";
import { watchOwner } from "./watch-owner.ts";

export function guardWorker(): void {
  const state = sharedState();
  watchChildProcesses();
  passOverFailedOutput();
  const exit = process.exit.bind(process);
  process.on("uncaughtException", (error, origin) => {
    // A flow or task that its module calls while it is imported, without waiting for it.
    if (hasCode(error, "MILLRACE_IMPORTED_NOT_RUN")) return;
    const what = origin === "unhandledRejection" ? "An unhandled rejection" : "An uncaught exception";
    currentJob()?.sayDying(`${what} ended the worker: ${describe(error)}`, error);
    exit(1);
  });
  process.exit = (code?: number | string | null): never => {
    if (state.isImporting && state.hasRefusedCall) throw new ImportedNotRun("main");
    const message = `process.exit(${code ?? ""}) was called in the worker.`;
    const error = new Error(message);
    Error.captureStackTrace(error, process.exit);
    currentJob()?.sayDying(message, error);
    return exit(code);
  };
  if (!isMainThread) return;
  // A Ctrl+C reaches all processes of a terminal: the flow's own decides, and takes this one along.
  process.on("SIGINT", () => undefined);
  process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
  watchOwner();
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
