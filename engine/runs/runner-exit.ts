import type { ChildProcess } from "node:child_process";
import { assertNever } from "../../core/base/assert-never.ts";
import type { Clock } from "../../core/base/clock.ts";
import { runnerExit } from "../../core/protocol/launch.ts";

/** How a runner's process came to its end. */
export type RunnerExit =
  | { readonly kind: "signal"; readonly signal: string }
  | { readonly kind: "code"; readonly code: number }
  | { readonly kind: "unspawned"; readonly error: Error }
  /** A process that a debugger had started, and that nobody told how it ended. */
  | { readonly kind: "gone" }
  /** The same, by the end of its debug session. */
  | { readonly kind: "stopped" };

/** How long messages that the runner sent before it ended may take to arrive, in milliseconds. */
const lastWordsMs = 1_000;

/** Fulfils once the process has gone and all that it said before has been heard. */
export async function whenExited(child: ChildProcess, clock: Clock): Promise<RunnerExit> {
  const exit = await new Promise<RunnerExit>((resolve) => {
    child.once("exit", (code, signal) => {
      resolve(signal === null ? { kind: "code", code: code ?? 0 } : { kind: "signal", signal });
    });
    child.once("error", (error) => {
      if (child.pid === undefined) resolve({ kind: "unspawned", error });
    });
  });
  if (child.connected) await disconnected(child, clock);
  return exit;
}

/** What became of the process, as the message of the state that it leaves its run in. */
export function describeExit(exit: RunnerExit): string {
  switch (exit.kind) {
    case "signal":
      return `Execution was aborted by ${exit.signal}`;
    case "code":
      if (exit.code === runnerExit.unwritable) return "Execution was aborted: its records could not be written";
      return `Execution was aborted: the process ended with exit code ${exit.code} before the run did`;
    case "unspawned":
      return `Execution was aborted: the process could not be started (${exit.error.message})`;
    case "gone":
      return "Execution was aborted: its process is gone";
    case "stopped":
      return "The debug session was stopped.";
    default:
      return assertNever(exit, "end of a runner");
  }
}

function disconnected(child: ChildProcess, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const timer = clock.startTimer(lastWordsMs, resolve);
    child.once("disconnect", () => {
      timer.cancel();
      resolve();
    });
  });
}
