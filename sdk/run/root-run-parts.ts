/** What a root run is made of, in a runner, a script, a worker or a test. */
import type { Clock } from "../../core/base/clock.ts";
import type { Randomness } from "../../core/base/randomness.ts";
import type { RerunFrom } from "../../core/records/run-record.ts";
import type { RunView } from "../../core/records/run-view.ts";
import type { ParametersSchema } from "../../core/protocol/json-schema.ts";
import type { PausedState } from "../../core/states/run-state.ts";
import type { KeyedStore } from "../../journal/keyed/keyed-store.ts";
import type { SharedStore } from "../../journal/leader/shared-store.ts";
import type { RunStorage } from "../../journal/run-storage.ts";
import type { RecordWriter } from "../../journal/run-writer.ts";
import type { RunContext } from "./context.ts";
import type { FlowRun } from "./flow-run.ts";
import type { Origin } from "./origin.ts";
import type { OutsideArguments } from "./outside-arguments.ts";
import type { RootRun } from "./root-run.ts";
import type { FlowCall } from "./start-flow.ts";
import type { TaskCall } from "./task-call.ts";
import type { TaskFuture } from "./task-future.ts";

export interface RootRunParts {
  readonly id: string;
  readonly name: string;
  readonly storage: RunStorage;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly workspaceRoot: string;
  /** What earlier owners wrote, when the run is resumed. */
  readonly earlier: RunView | null;
  readonly outside: OutsideArguments;
  /** Retries of a task that does not say (`MILLRACE_TASK_RETRIES`). Default: 0. */
  readonly taskRetries: number;
  /** `off`: nothing is cached. `refresh`: calls run in any case, and replace what is kept (`MILLRACE_CACHE`). */
  readonly cacheMode: CacheMode;
  /** Why that is not what the surroundings say, for the log of a run that caches; `null`: it is. */
  readonly cacheProblem: string | null;
  /** The store of values under keys; opened when a call first needs it. */
  openKeyed(): KeyedStore;
  /** What the workspace's runs share; opened when a call first needs it. */
  openShared(): SharedStore;
  /** Id of the run whose process started this one. */
  readonly parentRunId: string | undefined;
  /** The run that this one repeats; `null`: none. */
  readonly repeats: Repeated | null;
  /** Whether `threads()` and `processes()` start workers. A test keeps all in its own process, where its clock and its mocks hold. */
  readonly hasWorkers: boolean;
  /** Where calls go that are made in a process which does not own the run: a worker's. Absent: it owns it. */
  readonly home?: RunHome;
  createWriter(onFailure: (error: Error) => void): RecordWriter;
  /** Called before the last record. */
  onClosing?(root: RootRun): void;
  /** Called after the last record; the storage is closed by then. */
  onClosed(root: RootRun): void;
  /** Called when one of its flow runs waits for a person, where nobody else says so. `schema`: of what it wants; `null`: not told. */
  onPaused?(run: FlowRun, state: PausedState, schema: ParametersSchema | null): void;
  /** Called when its code, which waits for what only another process can give, is the caller's: fulfils never, or lets it go on. */
  onSuspended?(run: FlowRun): Promise<void>;
}

/** A run that another one repeats. */
export interface Repeated {
  readonly id: string;
  /** Numbers of its task runs from which on; `null`: from its start. */
  readonly from: RerunFrom | null;
  /** What of it is reused; `null`: nothing. */
  readonly origin: Origin | null;
}

/** Starts runs for a process that does not own their root run. */
export interface RunHome {
  start(call: TaskCall | FlowCall, context: RunContext): TaskFuture;
  /** A secret that was given to it; `null`: there is none. */
  secret(name: string): Promise<string | null>;
}

/** Whether results are cached, as `MILLRACE_CACHE` says. */
export type CacheMode = "on" | "off" | "refresh";
