/**
 * What a flow's process and a worker say to each other while the worker holds a job: one union for each direction. A
 * further kind is one case here, and one where it is answered: `sdk/worker/job.ts`, `sdk/runners/workers/worker-answers.ts`.
 *
 * A job is one task run that was submitted, with all its attempts. Calls are numbered within the job: 0 is the run's own
 * function, the others are tasks that it calls in turn (L1). The flow's process decides and records, the worker calls
 * functions (L2).
 */
import type { LogRecord } from "../../../core/records/log-record.ts";
import type { RunTimes } from "../../../core/rules/bookkeeping.ts";
import type { RunState } from "../../../core/states/run-state.ts";
import type { Json } from "../../../core/states/stored-value.ts";
import type { SlotWish } from "../../../journal/leader/shared-store.ts";
import type { DefinitionAddress } from "../../definition/address.ts";
import type { SourcePosition } from "../../definition/source-position.ts";
import type { Packed } from "./packed.ts";

/** What a worker is given with a job. */
export interface JobOrder {
  readonly job: number;
  readonly definition: DefinitionAddress;
  readonly root: RootFacts;
  /** Whether what user code writes to stdout and stderr by itself is logged. */
  readonly capturesStreams: boolean;
}

export type ToWorker =
  /** Call the function, for one attempt. */
  | { readonly kind: "call"; readonly call: number; readonly facts: CallFacts; readonly args: CallArguments }
  /** The call is to stop; its signal fires. */
  | { readonly kind: "abort"; readonly call: number; readonly reason: Packed }
  /** A run that the worker asked for has ended. */
  | { readonly kind: "settled"; readonly call: number; readonly end: RunEnd }
  /** A run that the worker asked for cannot be. */
  | { readonly kind: "refused"; readonly call: number; readonly error: Packed }
  /** All records up to this request are in the file. */
  | { readonly kind: "written"; readonly request: number }
  /** What was asked of the workspace's shared state has come, or has failed. */
  | { readonly kind: "shared"; readonly request: number; readonly answer: ShareAnswer }
  /** The job is over once the calls under way are. */
  | { readonly kind: "release" };

export type FromWorker =
  /** The task's module is loaded and its function found. `worker`: the id of the thread or process. */
  | { readonly kind: "ready"; readonly worker: number }
  /** The module cannot be loaded, which is `error`, or it has no such task. The job is over. */
  | { readonly kind: "unready"; readonly error: Packed | null }
  /** A call has ended: `returned`, or `threw`. */
  | { readonly kind: "ended"; readonly call: number; readonly ending: CallEnding }
  /** The word to stop has come to the call, so that its code is not blocked. */
  | { readonly kind: "heard"; readonly call: number }
  /** A line for the run's log. */
  | { readonly kind: "log"; readonly record: LogRecord }
  /** A record for the run's file, without number and time. */
  | { readonly kind: "record"; readonly body: string }
  /** A value too large for a record, which names the file. */
  | { readonly kind: "file"; readonly name: string; readonly text: string }
  /** Wants to know when all records so far are in the file. */
  | { readonly kind: "flush"; readonly request: number }
  /** Wants something of the workspace's shared state. */
  | { readonly kind: "share"; readonly request: number; readonly ask: ShareAsk }
  /** Slots that were asked for by that request are given back, or no longer waited for. */
  | { readonly kind: "unshare"; readonly request: number }
  /** A task or flow was called in a call of this job. */
  | { readonly kind: "start"; readonly call: number; readonly start: NestedStart }
  /** An uncaught error, or `process.exit`: the worker is ending. */
  | { readonly kind: "dying"; readonly message: string; readonly error: Packed };

export type ShareAsk =
  | { readonly what: "slots"; readonly wish: SlotWish; readonly timeoutMs: number | null }
  | { readonly what: "variable"; readonly name: string }
  | { readonly what: "setVariable"; readonly order: { readonly name: string; readonly value: Json; readonly tags: readonly string[]; readonly overwrite: boolean } }
  | { readonly what: "deleteVariable"; readonly name: string }
  | { readonly what: "secret"; readonly name: string };

/** `value`: the names without a limit; the variable, if there is one; whether there was one. */
export type ShareAnswer = { readonly kind: "given"; readonly value: Json } | { readonly kind: "failed"; readonly error: Packed };

export interface RootFacts {
  readonly id: string;
  readonly name: string;
  readonly workspaceRoot: string;
}

/** Where the arguments are: in the message, or with the worker itself, which made the call. */
export type CallArguments = { readonly kind: "given"; readonly values: Packed } | { readonly kind: "own" };

/** What a call needs for its surroundings: `runtime`, logs, tags. */
export interface CallFacts {
  readonly flow: FlowFacts | null;
  readonly task: TaskFacts;
  readonly tags: readonly string[];
  readonly logPrints: boolean;
}

export interface FlowFacts {
  readonly number: number;
  readonly id: string;
  readonly name: string;
  readonly flowName: string;
  /** `null`: this worker has been told before. */
  readonly parameters: Packed | null;
  readonly state: RunState;
  readonly times: RunTimes;
  readonly attempt: number;
  readonly tags: readonly string[];
  readonly trackingTask: number | null;
}

export interface TaskFacts {
  readonly number: number;
  readonly name: string;
  readonly ordinal: number;
  readonly givenName: string | null;
  readonly state: RunState;
  readonly times: RunTimes;
  readonly attempt: number;
  readonly tags: readonly string[];
  readonly parent: number | null;
}

/** How a function's call ended. `own`: the state that user code built. */
export type CallEnding =
  | { readonly kind: "threw"; readonly error: Packed }
  | { readonly kind: "returned"; readonly how: ReturnedKind; readonly value: Packed; readonly name: string; readonly message: string | null; readonly own: Packed | null };

/** As `Ending` tells them apart (`sdk/run/returned.ts`); `other` with the type of the state. */
export type ReturnedKind = { readonly kind: "completed" } | { readonly kind: "failed" } | { readonly kind: "other"; readonly type: RunState["type"] };

/** A call of a task or flow as it was made in a worker. */
export interface NestedStart {
  /** The call of the job that made it. */
  readonly caller: number;
  readonly definition: DefinitionAddress;
  /** Options that a copy of the definition has and its original has not. */
  readonly options: Packed;
  readonly args: Packed;
  readonly after: Packed;
  readonly via: "call" | "submit";
  readonly site: SourcePosition | null;
  readonly tags: readonly string[];
}

/** How a nested run ended. `outcome` `own`: as its last call in the worker did. */
export interface RunEnd {
  readonly number: number;
  readonly state: RunState;
  readonly childRunId: string | undefined;
  readonly outcome: { readonly kind: "own" } | { readonly kind: "given"; readonly value: Packed } | { readonly kind: "none" };
}
