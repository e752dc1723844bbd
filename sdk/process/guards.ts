/**
 * What ends a process under its runs: an uncaught error, `process.exit` in user code, a signal, an event loop that has
 * nothing left. Each is recorded before the process goes.
 */
import { constants } from "node:os";
import { format } from "node:util";
import { CrashedError, FailedRunError, hasCode, ImportedNotRun } from "../../core/protocol/errors.ts";
import { passOverFailedOutput } from "../logging/output-failures.ts";
import { closeCrashed, closeNow, crashRoot, hasCrashHooks } from "../run/crash.ts";
import type { RootRun } from "../run/root-run.ts";
import { cleanStack } from "../run/user-error.ts";
import { watchChildProcesses } from "./child-processes.ts";
import { sharedState } from "../shared-state.ts";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Installed with the first run of the process, once for all copies of the package. */
export function guardProcess(): void {
  const state = sharedState();
  if (state.guarded === "all") return;
  guardImport();
  state.guarded = "all";
  watchChildProcesses();
  process.on("beforeExit", failWhatCannotSettle);
  for (const signal of signals) process.on(signal, () => void endBySignal(signal));
}

/** What a module may do already while it is imported: the rest of the guards come with its run. */
export function guardImport(): void {
  const state = sharedState();
  if (state.guarded !== "nothing") return;
  state.guarded = "errors";
  process.on("uncaughtException", (error, origin) => void endByError(error, origin));
  const exit = process.exit.bind(process);
  process.exit = (code?: number | string | null): never => {
    // `main().catch(() => process.exit(1))`, where main called what does not run now: the run itself goes on.
    if (state.isImporting && state.hasRefusedCall) throw new ImportedNotRun("main");
    crashForExit(code);
    return exit(code);
  };
}

function activeRoots(): readonly RootRun[] {
  return [...sharedState().active].filter((root) => !root.isClosed);
}

async function endByError(error: unknown, origin: string): Promise<void> {
  // A flow or task that its module calls while it is imported, without waiting for it.
  if (hasCode(error, "MILLRACE_IMPORTED_NOT_RUN")) return;
  // What cannot be printed would be the next uncaught error, before this one has ended the process.
  passOverFailedOutput();
  const roots = activeRoots();
  const text = format(error instanceof Error ? (error.stack === undefined ? error : cleanStack(error.stack)) : error);
  process.stderr.write(`${origin === "unhandledRejection" ? "Unhandled rejection: " : ""}${text}\n`);
  const message = `${origin === "unhandledRejection" ? "An unhandled rejection" : "An uncaught exception"} ended the process: ${describe(error)}`;
  for (const root of roots) await closeCrashed(root, crashRoot(root, message, error));
  process.exit(1);
}

async function endBySignal(signal: (typeof signals)[number]): Promise<void> {
  const message = `Execution was aborted by ${signal}`;
  for (const root of activeRoots()) await closeCrashed(root, crashRoot(root, message, new CrashedError(message)));
  process.exit(128 + constants.signals[signal]);
}

function crashForExit(code: number | string | null | undefined): void {
  for (const root of activeRoots()) {
    const error = new CrashedError(`process.exit(${code ?? ""}) was called while the run went on.`);
    Error.captureStackTrace(error, process.exit);
    const flows = crashRoot(root, error.message, error);
    if (!hasCrashHooks(flows)) closeNow(root, flows);
  }
}

/** Nothing is left in the event loop: what a flow still waits for can never come. */
function failWhatCannotSettle(): void {
  for (const root of activeRoots()) {
    if (root.leaveResting()) continue;
    const pending = root.activeTaskRuns().map((task) => task.name);
    const what = pending.length === 0 ? "its function waits for something that can never happen" : `these task runs can never end: ${pending.slice(0, 20).join(", ")}`;
    root.stop(new FailedRunError(`The flow can never settle: nothing is left in the event loop, and ${what}.`));
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
