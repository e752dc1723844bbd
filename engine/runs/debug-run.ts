/**
 * Runs whose process a debugger starts, and that this engine follows without owning the process.
 *
 * D1. The run's directory is made first; the process finds its launcher by `launch-listener.ts` and says how its launch
 *     goes, as a spawned one does over its channel.
 * D2. While the run goes on, the process lives for as long as its owner's socket keeps a connection.
 * D3. A process that is gone before its run has ended was stopped with its session, if the session's end is told of
 *     within some seconds: then the run is Cancelled. Otherwise it crashed.
 */
import { connect } from "node:net";
import { dirname } from "node:path";
import type { Clock } from "../../core/base/clock.ts";
import { EngineUnavailableError } from "../../core/protocol/errors.ts";
import type { DebugLaunch } from "../../core/protocol/editor-api.ts";
import type { RerunOrder, StartRun } from "../../core/protocol/engine-api.ts";
import { launchTimeoutMs } from "../../core/protocol/launch.ts";
import { readOwner } from "../../journal/owner-file.ts";
import { ActiveRun } from "./active-run.ts";
import { converse } from "./launch-conversation.ts";
import { type LaunchListener, listenForRunner } from "./launch-listener.ts";
import { discardLaunch, type Launched, type PreparedRun } from "./launch-run.ts";
import { isOver, readRun } from "./read-run.ts";
import { prepareRerun, type RerunPorts } from "./rerun-from/prepare-rerun.ts";
import { prepareResume, prepareRetry } from "./rerun.ts";
import type { RunnerExit } from "./runner-exit.ts";
import type { RunnerProcess } from "./runner-process.ts";
import type { RunsContext } from "./runs-context.ts";
import { hasSecrets } from "./spawn-runner.ts";
import { prepareRun } from "./start-run.ts";
import { killOwner } from "./kill-owner.ts";
import { fulfilsWithin } from "./wait.ts";

/** How long after its process the end of a session may be told of, in milliseconds. */
const sessionEndMs = 5_000;
/** How long a process may outlive its session before it is asked to stop: one that was let go of, not killed. */
const processEndMs = 2_000;

export type DebugOrder =
  | { readonly kind: "flow"; readonly start: StartRun }
  | { readonly kind: "again"; readonly directory: string }
  | { readonly kind: "rerun"; readonly directory: string; readonly ports: RerunPorts; readonly choice: RerunOrder }
  | { readonly kind: "resume"; readonly directory: string };

export interface PreparedDebug {
  readonly launch: DebugLaunch;
  /**
   * Fulfils when the run has begun. Rejects with what the runner refused it with, or with why the debugger did not
   * start it; nothing was recorded then.
   */
  readonly started: Promise<ActiveRun>;
}

/** The debug session of a run, as far as it is known here. */
interface Session {
  /** Fulfils with why it failed, or `null` when it just ended. */
  readonly ended: Promise<string | null>;
  end(failure: string | null): void;
  readonly started: Promise<ActiveRun>;
}

export class DebugRuns {
  readonly #clock: Clock;
  readonly #sessions = new Map<string, Session>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Makes all ready for a debugger. @throws as `startRun`, `retryRun` and `resumeRun` do, and EngineUnavailableError */
  async prepare(context: RunsContext, order: DebugOrder): Promise<PreparedDebug> {
    const prepared = await prepare(context, order);
    const { request, launch } = prepared;
    let listener: LaunchListener;
    try {
      listener = await listenForRunner(request.id, context.randomness.uuid());
    } catch (error) {
      discardLaunch(launch);
      throw error;
    }
    let end: (failure: string | null) => void = () => undefined;
    const ended = new Promise<string | null>((resolve) => {
      end = resolve;
    });
    const timer = this.#clock.startTimer(launchTimeoutMs, () => end(`the debugger did not start its process within ${launchTimeoutMs / 1_000} seconds`));
    void listener.runner.then(() => timer.cancel());
    const started = begin(context, prepared, listener, ended).finally(() => timer.cancel());
    const session = { ended, end, started };
    this.#sessions.set(request.id, session);
    const forget = (): void => {
      if (this.#sessions.get(request.id) === session) this.#sessions.delete(request.id);
    };
    started.then((run) => run.ended.then(forget, forget), forget);
    return { launch: describeLaunch(context, prepared, listener), started };
  }

  /** The session is over. Fulfils when its run has ended, as Cancelled if it had not, or has come to nothing. */
  async end(runId: string, failure: string | null): Promise<void> {
    const session = this.#sessions.get(runId);
    if (session === undefined) return;
    session.end(failure);
    const run = await session.started.catch(() => undefined);
    if (run === undefined || (await fulfilsWithin(this.#clock, settled(run.ended), processEndMs))) return;
    await run.cancel("The debug session was stopped.");
    await settled(run.ended);
  }
}

async function prepare(context: RunsContext, order: DebugOrder): Promise<PreparedRun> {
  switch (order.kind) {
    case "flow":
      return prepareRun(context, order.start);
    case "again":
      return prepareRetry(context, context.workspace, order.directory);
    case "rerun":
      return prepareRerun(context, order.ports, order.directory, order.choice);
    case "resume":
      return prepareResume(context, order.directory);
  }
}

function describeLaunch({ cwd, env, runner, secrets = {} }: RunsContext, { request, launch }: PreparedRun, { variables }: LaunchListener): DebugLaunch {
  const defined = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return {
    runId: request.id,
    name: request.name,
    flow: request.flowName,
    node: runner.node,
    nodeArgs: runner.nodeArgs,
    program: runner.entry,
    args: [launch.directory, launch.mode, ...(hasSecrets({ secrets }) ? ["secrets"] : [])],
    cwd,
    env: { ...Object.fromEntries(defined), ...variables },
    ownCode: dirname(runner.entry),
  };
}

async function begin(context: RunsContext, { request, launch }: PreparedRun, listener: LaunchListener, ended: Promise<string | null>): Promise<ActiveRun> {
  try {
    const called = ended.then((failure) => Promise.reject(notBegun(failure ?? "the debug session ended before it began")));
    // Whether anybody waits for it still or not.
    called.catch(() => undefined);
    const runner = await Promise.race([listener.runner, called]);
    if (hasSecrets(context)) runner.send({ type: "secrets", secrets: context.secrets ?? {} });
    const socket = await Promise.race([converse(runner, launch), called, hungUp(context, runner.closed, ended)]);
    return new ActiveRun(context, launch.directory, request, followed(context, launch.directory, socket, ended));
  } catch (error) {
    discardLaunch(launch);
    throw error;
  } finally {
    listener.close();
  }
}

/** The end of the session, if it is told of, says more. */
async function hungUp({ clock }: RunsContext, closed: Promise<void>, ended: Promise<string | null>): Promise<never> {
  await closed;
  await fulfilsWithin(clock, ended, sessionEndMs);
  throw notBegun("its process ended before it began. The debug console may say why");
}

function notBegun(reason: string): EngineUnavailableError {
  return new EngineUnavailableError(`The run was not started: ${reason}.`);
}

function followed(context: RunsContext, directory: string, socket: string, ended: Promise<string | null>): Launched {
  const process: RunnerProcess = {
    kill: () => {
      const owner = readOwner(directory);
      if (owner?.socket === socket) void killOwner(context, owner);
    },
    // Its debugger may hold it, and ends it with the session.
    killLingering: () => undefined,
    // Nothing of it is held here.
    release: () => undefined,
  };
  return { process, socket, exited: whenGone(context, directory, socket, ended) };
}

async function whenGone({ clock }: RunsContext, directory: string, socket: string, ended: Promise<string | null>): Promise<RunnerExit> {
  const connection = connect(socket);
  await new Promise<void>((resolve) => {
    // Refused: it has gone already.
    connection.on("error", () => undefined).on("close", () => resolve());
    connection.resume();
  });
  if (isOver(readRun(directory).view)) return { kind: "gone" };
  return (await fulfilsWithin(clock, ended, sessionEndMs)) ? { kind: "stopped" } : { kind: "gone" };
}

async function settled(promise: Promise<unknown>): Promise<void> {
  await promise.catch(() => undefined);
}
