/**
 * A runner that was spawned ahead of need: it has loaded Millrace and the TypeScript loader, and waits for its orders.
 *
 * W1. It has loaded nothing of the user's, and is used only by a launch for which it is what a fresh one would be
 *     (`runner-fit.ts`); any other launch ends it.
 * W2. At most one waits. The launch that takes it has another one spawned, a second after its run has begun: what is
 *     on the screen then comes first.
 * W3. It ends after 10 minutes of waiting, with the pool, and, by the end of its channel, with the engine's process.
 * W4. Its output begins in a file of the cache folder, which becomes the run's own when it is taken. On Windows that
 *     works too while the process has it open: Node opens files such that they may be renamed.
 */
import type { ChildProcess } from "node:child_process";
import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Clock, Timer } from "../../core/base/clock.ts";
import type { LauncherMessage } from "../../core/protocol/launch.ts";
import { ensureWorkspace } from "../../journal/workspace.ts";
import { runPaths } from "../../journal/run-paths.ts";
import type { Launch } from "./launch-conversation.ts";
import { runnerFit } from "./runner-fit.ts";
import type { RunsContext } from "./runs-context.ts";
import { spawnWaiting } from "./spawn-runner.ts";

const longestWaitMs = 10 * 60_000;
const refillDelayMs = 1_000;

/** A run that is resumed has an output already; beyond this it is not copied. */
const longestOutputBytes = 256 * 1_024;

export type PoolContext = Pick<RunsContext, "cwd" | "env" | "runner" | "workspace" | "randomness" | "secrets">;

/** A runner that waits, spawned by somebody else for a launch of the near future. */
export interface SpawnedAhead {
  readonly child: ChildProcess;
  /** Path of the file to which it writes. */
  readonly output: string;
}

interface WaitingRunner extends SpawnedAhead {
  readonly fit: string;
  readonly until: Timer;
}

export class RunnerPool {
  readonly #clock: Clock;
  #waiting: WaitingRunner | null = null;
  #refill: Timer | null = null;
  #isDisposed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Sees to it that a runner waits which fits the next launch. Call it once flows are known, and when settings change. */
  warm(context: PoolContext): void {
    if (this.#isDisposed) return;
    const fit = runnerFit(context);
    if (this.#waiting?.fit === fit) return;
    this.#end();
    if (fit !== undefined) this.#waiting = this.#spawn(context, fit);
  }

  /** Takes in a runner that was spawned a moment ago, with the context's `cwd` and `env`. */
  adopt(context: PoolContext, spawned: SpawnedAhead): void {
    this.#end();
    this.#waiting = this.#hold(spawned, runnerFit(context) ?? "");
  }

  /** The waiting runner with its orders, as `spawnRunner` would give one; `undefined` when none fits. */
  take(context: PoolContext, { directory, mode }: Launch): ChildProcess | undefined {
    const waiting = this.#waiting;
    if (waiting === null) return undefined;
    const isFit = waiting.fit === runnerFit(context) && waiting.child.connected;
    if (!isFit || !moveOutput(waiting.output, runPaths(directory).stdio)) {
      this.#end();
      return undefined;
    }
    const { child } = waiting;
    waiting.until.cancel();
    this.#waiting = null;
    child.ref();
    child.channel?.ref();
    child.send({ type: "orders", directory, mode, secrets: context.secrets ?? {} } satisfies LauncherMessage, () => undefined);
    return child;
  }

  /** A run has begun: the next one is to find a runner too. */
  refill(context: PoolContext): void {
    this.#refill?.cancel();
    if (this.#isDisposed) return;
    this.#refill = this.#clock.startTimer(refillDelayMs, () => {
      this.#refill = null;
      this.warm(context);
    });
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#refill?.cancel();
    this.#end();
  }

  #spawn(context: PoolContext, fit: string): WaitingRunner | null {
    const output = join(context.workspace.home, "cache", `runner-${context.randomness.uuid()}.log`);
    let child: ChildProcess;
    try {
      ensureWorkspace(context.workspace);
      mkdirSync(dirname(output), { recursive: true, mode: 0o700 });
      child = spawnWaiting(context, output);
    } catch {
      // A folder that cannot be written: the next run says so, and it is the one that anybody waits for.
      return null;
    }
    child.unref();
    child.channel?.unref();
    return this.#hold({ child, output }, fit);
  }

  #hold({ child, output }: SpawnedAhead, fit: string): WaitingRunner {
    const until = this.#clock.startTimer(longestWaitMs, () => this.#end());
    // One that cannot be started or ends by itself is not tried again: the next run shows why.
    const forget = (): void => {
      if (this.#waiting?.child === child) this.#end();
    };
    child.on("error", forget).on("exit", forget);
    return { child, output, fit, until };
  }

  #end(): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting === null) return;
    waiting.until.cancel();
    waiting.child.kill("SIGKILL");
    rmSync(waiting.output, { force: true });
  }
}

/** False: the file cannot become the run's, which lies on another disk or has much output already. */
function moveOutput(from: string, to: string): boolean {
  try {
    const earlier = statSync(to, { throwIfNoEntry: false });
    if (earlier !== undefined && earlier.size > longestOutputBytes) return false;
    if (earlier !== undefined) appendFileSync(from, readFileSync(to));
    renameSync(from, to);
    return true;
  } catch {
    return false;
  }
}
