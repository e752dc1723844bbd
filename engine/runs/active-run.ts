import type { Timer } from "../../core/base/clock.ts";
import type { EndedRun, StartedRun } from "../../core/protocol/engine-api.ts";
import { EngineUnavailableError, StoreCorruptError } from "../../core/protocol/errors.ts";
import type { LogDocument } from "../../core/protocol/run-document.ts";
import type { RunRequest } from "../../core/protocol/run-request.ts";
import type { TouchedRuns } from "../../core/records/touched-runs.ts";
import type { RunView } from "../../core/records/run-view.ts";
import { isFinalType } from "../../core/states/state-type.ts";
import { runPaths } from "../../journal/run-paths.ts";
import type { Ending } from "./end-state.ts";
import type { Launched } from "./launch-run.ts";
import { readFatalError, withOutputTail } from "./output-tail.ts";
import { isOver, rootState } from "./read-run.ts";
import { needsNoEnd } from "./recover.ts";
import { RunFollower } from "./run-follower.ts";
import { describeExit, type RunnerExit } from "./runner-exit.ts";
import type { RunnerProcess } from "./runner-process.ts";
import type { RunsContext } from "./runs-context.ts";
import { settleRun } from "./settle-run.ts";
import { cancelOwnedRun } from "./stop-run.ts";

/** How long a process may live behind the end of its run: it names what keeps it alive, and exits, in a fifth of that. */
const lingerMs = 10_000;

/** A run whose runner this engine has launched: followed while it goes on, and brought to an end when the runner is gone. */
export class ActiveRun implements StartedRun {
  readonly id: string;
  readonly name: string;
  readonly directory: string;
  readonly ended: Promise<EndedRun>;
  readonly #context: RunsContext;
  readonly #request: RunRequest;
  readonly #process: RunnerProcess;
  /** Reads the run's files as they grow. */
  readonly follower: RunFollower;
  /** The runs that its records were about, for whoever empties it. */
  readonly touched: TouchedRuns = { tasks: new Set(), flowRuns: new Set() };
  /** Kills a process that its code keeps from ending behind the run. */
  #patience: Timer | undefined;
  #hasExited = false;
  #cancelReason: { readonly text: string | null } | undefined;

  constructor(context: RunsContext, directory: string, request: RunRequest, launched: Launched) {
    this.id = request.id;
    this.name = request.name;
    this.directory = directory;
    this.#context = context;
    this.#request = request;
    this.#process = launched.process;
    this.follower = new RunFollower(directory, context.clock, context.isWatched ? this.touched : null);
    this.follower.onChange((view) => this.#allowToEnd(view));
    if (launched.socket !== null) void this.follower.listenTo(launched.socket);
    this.ended = this.#supervise(launched);
    // Whoever asks hears of a failure; one that nobody asks about must not end the engine.
    this.ended.catch(() => undefined);
  }

  onChange(listener: (view: RunView) => void): { dispose(): void } {
    return this.follower.onChange(listener);
  }

  onLog(listener: (line: LogDocument) => void): { dispose(): void } {
    return this.follower.onLog(listener);
  }

  async cancel(reason: string | null): Promise<void> {
    this.#cancelReason ??= { text: reason };
    await cancelOwnedRun(this.#context, this.directory, this.#request, reason);
  }

  async kill(): Promise<void> {
    this.#process.kill();
    await this.ended;
  }

  /** Leaves the run to itself: the engine's process may end, the run goes on. */
  release(): void {
    this.#patience?.cancel();
    this.follower.dispose();
    this.#process.release();
  }

  async #supervise({ exited, socket }: Launched): Promise<EndedRun> {
    const exit = await exited;
    this.#patience?.cancel();
    this.#hasExited = true;
    const ending = this.#endingFor(exit, socket !== null);
    try {
      // A run that was followed to its end is not read a second time for that.
      this.follower.readNow();
      const { view, problem } = this.follower;
      if (problem !== null || !needsNoEnd(view, ending)) await settleRun(this.#context, this.directory, this.#request, ending, () => this.follower.readNow());
    } finally {
      this.follower.finish();
    }
    return this.#end();
  }

  /** A runner ends soon after its run, whatever keeps it alive; but not where code of the run never gives the event loop back. */
  #allowToEnd(view: RunView): void {
    if (this.#hasExited) return;
    if (!isOver(view)) {
      // What was read first may be the end of an earlier attempt.
      this.#patience?.cancel();
      this.#patience = undefined;
    } else this.#patience ??= this.#context.clock.startTimer(lingerMs, () => this.#process.killLingering());
  }

  #endingFor(exit: RunnerExit, hasStarted: boolean): Ending {
    if (exit.kind === "stopped") return { type: "CANCELLED", message: describeExit(exit) };
    if (this.#cancelReason === undefined) {
      const fatal = exit.kind === "signal" && exit.signal === "SIGABRT" ? readFatalError(this.directory) : undefined;
      const message = fatal === undefined ? describeExit(exit) : `${describeExit(exit)}: ${fatal}`;
      return { type: "CRASHED", message: hasStarted || fatal !== undefined ? message : withOutputTail(message, this.directory) };
    }
    const reason = this.#cancelReason.text;
    return { type: "CANCELLED", message: reason ?? `The run was cancelled. ${describeExit(exit)}` };
  }

  #end(): EndedRun {
    const { view, problem } = this.follower;
    if (problem !== null) throw new StoreCorruptError(runPaths(this.directory).events, problem.record, problem.reason);
    const state = rootState(view);
    if (state === undefined || !(isFinalType(state.type) || state.type === "PAUSED")) {
      throw new EngineUnavailableError(`${this.name} has ended, but no end of it is recorded in ${this.directory}.`);
    }
    return { id: this.id, state: { type: state.type, name: state.name, message: state.message } };
  }
}
