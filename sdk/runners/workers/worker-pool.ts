/** The workers of one flow run. Which worker takes which job, and that a dead one is replaced, is the library's part. */
import { MessageChannel } from "node:worker_threads";
import { Tinypool } from "tinypool";
import { fileURLToPath } from "node:url";
import { inheritedEnvironment, inheritedOptions } from "../../process/environment.ts";
import { contextStorage } from "../../run/context.ts";
import type { Remote } from "../../run/remote.ts";
import type { RootRun } from "../../run/root-run.ts";
import type { TaskRun } from "../../run/task-run.ts";
import { sharedState } from "../../shared-state.ts";
import type { DefinitionAddress } from "../../definition/address.ts";
import type { JobOrder } from "../../worker/link/messages.ts";
import type { WorkerRunner } from "../task-runner.ts";
import { processChannel, threadLine } from "./owner-line.ts";
import type { SharedValues } from "./shared-values.ts";
import { graceMs } from "./stop-call.ts";
import { WorkerJob } from "./worker-job.ts";
import { WorkerLease } from "./worker-lease.ts";

/** Longest delay that Node's timers take: a worker stays warm as long as its flow goes on. */
const neverMs = 2 ** 31 - 1;

export class WorkerPool {
  /** Workers that know the flow run's parameters. */
  readonly told = new Set<number>();
  readonly shared: SharedValues;
  readonly #root: RootRun;
  readonly #kind: WorkerRunner["kind"];
  readonly #pool: Tinypool;
  readonly #killAll = (): void => {
    // A child that blocks hears of nothing any more when this process is gone.
    for (const { threadId } of this.#pool.threads) kill(threadId);
  };
  /** How each child process that is watched has ended; `null`: it has not. */
  readonly #exits = new Map<number, string | null>();
  /** Jobs that are not over. */
  readonly #jobs = new Set<WorkerJob>();
  /** Those whose run has ended in this turn of the event loop, with what their workers call. */
  readonly #resting = new Map<WorkerJob, DefinitionAddress>();
  #lastJob = 0;

  constructor({ kind, max }: WorkerRunner, root: RootRun, shared: SharedValues) {
    this.#root = root;
    this.shared = shared;
    this.#kind = kind;
    this.#pool = new Tinypool({
      filename: fileURLToPath(new URL("./worker.js", import.meta.url)),
      name: "work",
      minThreads: 0,
      // As many as the flow run has places: what waits, waits for a place, never in the library's own queue.
      maxThreads: max,
      idleTimeout: neverMs,
      // A worker that waits for its next job goes on with what the last one has left in its event loop.
      useAtomics: false,
      ...(kind === "threads" ? { runtime: "worker_threads" } : { runtime: "child_process", serialization: "advanced", env: inheritedEnvironment(), execArgv: inheritedOptions() }),
    });
    // Of a worker that dies with no job nobody has to hear: the next job finds another.
    this.#pool.on("error", () => undefined);
    if (kind === "processes") process.once("exit", this.#killAll);
  }

  lease(run: TaskRun): Remote {
    return new WorkerLease(this, run);
  }

  /** Takes a worker, a new one if none is free, for the task at that address. */
  start(definition: DefinitionAddress): WorkerJob {
    return this.#takeResting(definition) ?? this.#startNew(definition);
  }

  /**
   * The job's run has ended, and another may have its place now. Where that is one of the same task, it goes on in the
   * same job at once: to end one and begin another takes four messages more.
   */
  rest(job: WorkerJob, definition: DefinitionAddress): void {
    this.#resting.set(job, definition);
    setImmediate(() => {
      if (this.#resting.delete(job)) job.release();
    });
  }

  #takeResting(definition: DefinitionAddress): WorkerJob | undefined {
    for (const [job, rested] of this.#resting) {
      this.#resting.delete(job);
      if (rested === definition && !job.isLost) return job;
      // Its worker is wanted for another task.
      job.release();
    }
    return undefined;
  }

  #startNew(definition: DefinitionAddress): WorkerJob {
    this.#lastJob += 1;
    const { id, name, parts } = this.#root;
    const order: JobOrder = { job: this.#lastJob, definition, root: { id, name, workspaceRoot: parts.workspaceRoot }, capturesStreams: sharedState().capturesStreams };
    // A worker belongs to no run: what it prints is not of the one that happened to start it.
    const job = contextStorage().exit(() => (this.#kind === "threads" ? this.#startInThread(order) : this.#startInProcess(order)));
    this.#jobs.add(job);
    void job.over.then(() => this.#jobs.delete(job));
    return job;
  }

  /** Calls that have been told to stop still have their time to do so. */
  close(): void {
    const { clock } = this.#root;
    const grace = new Promise<void>((resolve) => {
      if (this.#jobs.size === 0) return resolve();
      const timer = clock.startTimer(graceMs, resolve);
      void Promise.all([...this.#jobs].map((job) => job.over)).then(() => {
        timer.cancel();
        resolve();
      });
    });
    void grace.then(async () => {
      await this.#pool.destroy();
      process.off("exit", this.#killAll);
    });
  }

  #startInThread(order: JobOrder): WorkerJob {
    const { port1, port2 } = new MessageChannel();
    const stop = new AbortController();
    const done = this.#pool.run({ order, port: port2 }, { signal: stop.signal, transferList: [port2] });
    return new WorkerJob({ clock: this.#root.clock, line: threadLine(port1), done, kill: () => stop.abort(), onWorker: () => undefined, howEnded: () => null });
  }

  #startInProcess(order: JobOrder): WorkerJob {
    const { line, channel } = processChannel(order.job);
    const stop = new AbortController();
    const done = this.#pool.run({ order, port: null }, { signal: stop.signal, channel });
    return new WorkerJob({ clock: this.#root.clock, line, done, kill: () => stop.abort(), onWorker: (pid) => this.#watch(pid), howEnded: (pid) => this.#exits.get(pid) ?? null });
  }

  /** The library tells that a child process has ended, and not how. */
  #watch(pid: number): void {
    if (this.#exits.has(pid)) return;
    this.#exits.set(pid, null);
    const worker = this.#pool.threads.find(({ threadId }) => threadId === pid);
    worker?.once("exit", (code: number | null, signal: string | null) => {
      this.#exits.set(pid, signal === null ? `The worker process exited with code ${code}.` : `The worker process was ended by ${signal}.`);
    });
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
