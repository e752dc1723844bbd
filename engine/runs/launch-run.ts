import type { ChildProcess } from "node:child_process";
import { rmSync } from "node:fs";
import { FlowNotFoundError, MillraceError, StoreUnwritableError, UsageError } from "../../core/protocol/errors.ts";
import { type LauncherMessage, type RunnerMessage, type RunnerMode, runnerExit } from "../../core/protocol/launch.ts";
import type { StoredValue } from "../../core/states/stored-value.ts";
import { runPaths } from "../../journal/run-paths.ts";
import { readOutputTail } from "./output-tail.ts";
import { readHead } from "./read-bytes.ts";
import { type RunnerExit, whenExited } from "./runner-exit.ts";
import type { RunsContext } from "./runs-context.ts";
import { spawnRunner } from "./spawn-runner.ts";

/** A runner that was spawned, and how its launch went. */
export interface Launched {
  readonly child: ChildProcess;
  readonly exited: Promise<RunnerExit>;
  /** Its socket; `null` for a runner that ended before its run had begun. */
  readonly socket: string | null;
}

export interface Launch {
  readonly directory: string;
  readonly mode: RunnerMode;
  /** Asked by a runner whose function has parameters, while none were given. @throws UsageError: the run is off. */
  readonly onNeedsParameters: (flow: string) => Promise<Readonly<Record<string, StoredValue>>>;
  /** True for a directory that was made for this launch, and goes if nothing is recorded. */
  readonly isNew: boolean;
}

/**
 * Spawns a runner and talks with it until its run has begun.
 *
 * @throws whatever the runner refused the request with, or could not write; nothing was recorded then.
 */
export async function launchRun(context: RunsContext, launch: Launch): Promise<Launched> {
  const child = spawnRunner(context, launch.directory, launch.mode);
  const exited = whenExited(child, context.clock);
  try {
    const socket = await converse(child, exited, launch);
    return { child, exited, socket };
  } catch (error) {
    child.kill("SIGKILL");
    await exited;
    // Somebody else may have recorded a cancel in the meantime.
    if (launch.isNew && readHead(runPaths(launch.directory).events, 0).sizeBytes === 0) rmSync(launch.directory, { recursive: true, force: true });
    throw error;
  }
}

async function converse(child: ChildProcess, exited: Promise<RunnerExit>, launch: Launch): Promise<string | null> {
  return new Promise((resolve, reject) => {
    child.on("message", (message: unknown) => {
      if (!isRunnerMessage(message)) return;
      if (message.type === "refused") reject(refusal(message));
      else if (message.type === "started") resolve(message.socket);
      else launch.onNeedsParameters(message.exportName ?? message.flow).then((parameters) => answer(child, parameters), reject);
    });
    void exited.then((exit) => {
      const isUnwritable = exit.kind === "code" && exit.code === runnerExit.unwritable;
      if (isUnwritable) reject(new StoreUnwritableError(launch.directory, readOutputTail(launch.directory)));
      else resolve(null);
    });
  });
}

function answer(child: ChildProcess, parameters: Readonly<Record<string, StoredValue>>): void {
  const message: LauncherMessage = { type: "parameters", parameters };
  // A runner that is gone by now is noticed by its exit.
  if (child.connected) child.send(message, () => undefined);
}

function refusal({ code, message, hint }: RunnerMessage & { readonly type: "refused" }): MillraceError {
  const use = new UsageError(message, hint ?? undefined);
  if (code === use.code) return use;
  const notFound = new FlowNotFoundError(message, hint ?? undefined);
  if (code === notFound.code) return notFound;
  return new MillraceError(code, message, hint === null ? {} : { hint });
}

function isRunnerMessage(message: unknown): message is RunnerMessage {
  if (typeof message !== "object" || message === null || !("type" in message)) return false;
  return message.type === "refused" || message.type === "needsParameters" || message.type === "started";
}
