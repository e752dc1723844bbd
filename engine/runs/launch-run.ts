import type { ChildProcess } from "node:child_process";
import { rmSync } from "node:fs";
import { CancelledError, StoreUnwritableError } from "../../core/protocol/errors.ts";
import { runnerExit } from "../../core/protocol/launch.ts";
import type { RunRequest } from "../../core/protocol/run-request.ts";
import { removeOwnerSockets } from "../../journal/owner-socket.ts";
import { runPaths } from "../../journal/run-paths.ts";
import { converse, type Launch, type LaunchChannel } from "./launch-conversation.ts";
import { readOutputTail } from "./output-tail.ts";
import { readHead } from "./read-bytes.ts";
import { type RunnerExit, whenExited } from "./runner-exit.ts";
import { type RunnerProcess, spawnedProcess } from "./runner-process.ts";
import type { RunsContext } from "./runs-context.ts";
import { spawnRunner } from "./spawn-runner.ts";

/** A run whose directory stands ready for its runner. */
export interface PreparedRun {
  readonly request: RunRequest;
  readonly launch: Launch;
}

/** A runner that was started, and how its launch went. */
export interface Launched {
  readonly process: RunnerProcess;
  readonly exited: Promise<RunnerExit>;
  /** Its socket; `null` for a runner that ended before its run had begun. */
  readonly socket: string | null;
}

/**
 * Spawns a runner, or gives its orders to one that waits, and talks with it until its run has begun.
 *
 * @throws whatever the runner refused the request with, or could not write; CancelledError when it was given up. Nothing
 * was recorded then.
 */
export async function launchRun(context: RunsContext, launch: Launch): Promise<Launched> {
  const child = context.pool?.take(context, launch) ?? spawnRunner(context, launch.directory, launch.mode);
  const exited = whenExited(child, context.clock);
  let giveUp = (): void => undefined;
  const givenUp = new Promise<never>((_resolve, reject) => {
    giveUp = () => {
      child.kill("SIGKILL");
      discardLaunch(launch);
      reject(new CancelledError("The launch of the run was given up before it had begun."));
    };
  });
  context.launches?.add(giveUp);
  try {
    const socket = await Promise.race([converse(channelOf(child), launch), whenOver(exited, launch), givenUp]);
    context.pool?.refill(context);
    return { process: spawnedProcess(child), exited, socket };
  } catch (error) {
    child.kill("SIGKILL");
    await exited;
    discardLaunch(launch);
    throw error;
  } finally {
    context.launches?.delete(giveUp);
  }
}

/** What was made for a run that did not begin goes, unless somebody else has recorded a cancel in the meantime. */
export function discardLaunch({ directory, isNew }: Launch): void {
  if (!isNew || readHead(runPaths(directory).events, 0).sizeBytes > 0) return;
  // A process that was killed as it began may have left its socket.
  removeOwnerSockets(directory, [1]);
  rmSync(directory, { recursive: true, force: true });
}

async function whenOver(exited: Promise<RunnerExit>, { directory }: Launch): Promise<null> {
  const exit = await exited;
  if (exit.kind === "code" && exit.code === runnerExit.unwritable) throw new StoreUnwritableError(directory, readOutputTail(directory));
  return null;
}

function channelOf(child: ChildProcess): LaunchChannel {
  return {
    onMessage: (listener) => void child.on("message", listener),
    send: (message) => {
      if (child.connected) child.send(message, () => undefined);
    },
  };
}
