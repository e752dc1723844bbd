/**
 * What the editor and the engine of one workspace folder say to each other: requests and notifications on the language
 * client's connection, beside LSP's own (document synchronisation, `$/cancelRequest`). Requests are the editor's,
 * notifications below the engine's unless it says otherwise.
 *
 * E1. Whatever changes reaches the editor by a notification; nothing is ever polled or refreshed by hand.
 * E2. Notifications that carry a `revision` raise it by one each; a receiver that sees a gap asks for the whole again.
 * E3. A request that fails is answered by a response error whose `data` is an `EngineFailure`.
 */
import type { ParametersSchema } from "./json-schema.ts";
import type { ErrorRecord } from "../states/error-record.ts";
import type { Json } from "../states/stored-value.ts";
import type { FlowEntry, SourceProblem, StaticGraph } from "./flow-entry.ts";
import type { LogLevel } from "../records/log-record.ts";
import type { ArtifactDocument, FlowRunDocument, TaskRunDocument } from "./run-document.ts";
import type { AnswerResult, PauseAnswer, PausedFlowRun } from "./pause-api.ts";
import type { PruneAnswer, PruneOrder } from "./prune-api.ts";
import type { PictureDelta, RunPicture } from "./run-picture.ts";
import type { RunSummary, SourcePlace } from "./run-summary.ts";
import type { SharedEvents, SharedRequests } from "./shared-api.ts";

/** The version of this protocol and of the launch conversation; compared where two packages meet. */
export const protocolVersion = 1;

export interface EditorRequests extends SharedRequests {
  /** All that the editor mirrors, with the revision to go on from. Answers at once with what is known so far. */
  readonly "millrace/snapshot": Exchange<Record<string, never>, EngineSnapshot>;
  /** Settings or trust have changed; what can be is taken over at once, the rest for the next run. */
  readonly "millrace/configure": Exchange<EngineSettings, null>;

  /** A flow's parameters by its signature in the editor's text, saved or not, and what it was last run with. */
  readonly "millrace/describeFlow": Exchange<FlowReference, FlowDescription>;
  /** Checks values as a run would, coerced as a run would; `problems` by parameter, empty when all fit. */
  readonly "millrace/checkParameters": Exchange<FlowReference & { readonly parameters: ParameterValues }, ParameterCheck>;
  readonly "millrace/staticGraph": Exchange<FlowReference, StaticGraph>;

  /** Starts a run. Answers once the run exists, before it ends. */
  readonly "millrace/run": Exchange<RunOrder, StartedAnswer>;
  /** Prepares a run whose process a debugger starts. The engine expects the runner to report within `launchTimeoutMs`. */
  readonly "millrace/debug": Exchange<RunOrder, DebugLaunch>;
  /** The debug session is over. A run that had not ended becomes Cancelled, one that had not begun leaves nothing. */
  readonly "millrace/debugEnded": Exchange<{ readonly runId: string; readonly failure: string | null }, null>;
  /** Asks for a cancel; a second call for the same run kills its process. Answers with which of the two it did. */
  readonly "millrace/stop": Exchange<RunReference, { readonly did: "asked" | "killed" }>;
  /** What runs wait for people for, with the schema of what each wants; of one run, or of all. Which run pauses is told by `millrace/changed`. */
  readonly "millrace/pauses": Exchange<{ readonly runId: string | null }, readonly PausedFlowRun[]>;
  /** Answers a flow run that waits. A suspended one is started again for it. */
  readonly "millrace/answer": Exchange<PauseAnswer, AnswerResult>;
  readonly "millrace/delete": Exchange<{ readonly runIds: readonly string[] }, null>;

  /** Writes a run to a zip file. `file`: absolute, and not there yet. `summary`: Markdown for an issue. */
  readonly "millrace/export": Exchange<RunReference & { readonly file: string }, { readonly sizeBytes: number; readonly summary: string }>;
  /** Takes in what an export has written. `isNew` false: the same run was here already. The run is told of by `millrace/changed` too. */
  readonly "millrace/import": Exchange<{ readonly file: string }, { readonly runId: string; readonly name: string; readonly isNew: boolean }>;

  /** Removes runs that have ended beyond what is kept, or only tells which; never one that goes on, waits or is looked at. */
  readonly "millrace/prune": Exchange<PruneOrder, PruneAnswer>;

  /** One page of the history, running runs first, then newest first. */
  readonly "millrace/listRuns": Exchange<RunQuery, RunPage>;
  /** From now on `millrace/pictureChanged` and `millrace/logged` tell of this run. Opening twice counts twice. */
  readonly "millrace/openRun": Exchange<RunReference, RunPicture>;
  readonly "millrace/closeRun": Exchange<RunReference, null>;
  /** What is shown one at a time: states with messages, inputs, result, error, attempts. */
  readonly "millrace/taskRun": Exchange<RunReference & { readonly taskRunId: string }, TaskRunDetail>;
  readonly "millrace/flowRun": Exchange<RunReference & { readonly flowRunId: string }, FlowRunDetail>;
  /** Edges that the code shows and the run could not, as pairs of task numbers. */
  readonly "millrace/staticEdges": Exchange<RunReference, readonly (readonly [from: number, to: number])[]>;
  readonly "millrace/logs": Exchange<LogQuery, LogPage>;
  /** The lines around a place of a run's error; `null` where the file is not the folder's own or was written since. */
  readonly "millrace/codeFrame": Exchange<RunReference & { readonly place: SourcePlace }, CodeFrame | null>;
}

export interface EditorEvents extends SharedEvents {
  readonly "millrace/changed": EngineChange;
  readonly "millrace/pictureChanged": PictureDelta;
  /** New lines of a run that is open. `from` is the index of the first. */
  readonly "millrace/logged": { readonly runId: string; readonly from: number; readonly lines: readonly LogLine[] };
  /** Lines for the output channel: of every run that goes on in the folder, in order, batched. */
  readonly "millrace/output": { readonly lines: readonly OutputLine[] };
}

export interface Exchange<Params, Result> {
  readonly params: Params;
  readonly result: Result;
}

/** Sent as LSP `initializationOptions`. */
export interface EngineOptions {
  readonly protocol: number;
  /** Absolute path of the workspace folder. */
  readonly folder: string;
  readonly settings: EngineSettings;
}

export interface EngineSettings {
  /** False: sources are read, nothing is run. */
  readonly isTrusted: boolean;
  /** `null`: `node` on PATH. */
  readonly nodePath: string | null;
  readonly nodeArgs: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Relative to the folder, or absolute; `null`: none. */
  readonly envFile: string | null;
  /** Relative to the folder, or absolute; `null`: the folder. */
  readonly cwd: string | null;
  readonly cancelGraceMs: number;
  readonly onWindowClose: "finish" | "cancel";
  /** Runs that have ended are deleted beyond any of these, the oldest first; 0: no limit. A gigabyte has 10⁹ bytes. */
  readonly retention: { readonly maxRuns: number; readonly maxAgeDays: number; readonly maxSizeGb: number };
  /** The same for results kept under keys, in `.millrace/cache/`. */
  readonly cacheRetention: { readonly maxAgeDays: number; readonly maxSizeGb: number };
  /** Globs below the folder that are not looked into, besides what git ignores. */
  readonly exclude: readonly string[];
}

export interface FlowReference {
  /** Absolute path. */
  readonly file: string;
  /** Export, else name; `null` when the file has but one flow. */
  readonly flow: string | null;
}

export interface RunReference {
  readonly runId: string;
}

export type ParameterValues = Readonly<Record<string, Json>>;

/**
 * What is to be run: a flow, an earlier run's flow with the same parameters, that from some of its task runs on with the
 * results of the others, or a run from its last success.
 */
export type RunOrder =
  | ({ readonly kind: "flow"; readonly parameters: ParameterValues | null } & FlowReference)
  | ({ readonly kind: "again" } & RunReference)
  | ({
      readonly kind: "rerun";
      /** Ids of task runs, or whatever did not complete. */
      readonly from: readonly string[] | "failed";
      /** Values that replace some of the run's parameters; `null`: none. */
      readonly parameters: ParameterValues | null;
    } & RunReference)
  | ({ readonly kind: "resume" } & RunReference);

export interface StartedAnswer {
  readonly runId: string;
  readonly name: string;
}

/** How a debugger starts the runner. What else it needs (skipped files, source maps) is the editor's. */
export interface DebugLaunch {
  readonly runId: string;
  readonly name: string;
  readonly flow: string;
  readonly node: string;
  readonly nodeArgs: readonly string[];
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Folder of the SDK's own bundles, whose frames nobody wants to see. */
  readonly ownCode: string;
}

export interface EngineSnapshot {
  readonly revision: number;
  readonly flows: readonly FlowEntry[];
  readonly problems: readonly SourceProblem[];
  /** True once every file has been looked at. */
  readonly isScanned: boolean;
  /** The newest runs and all that go on, at most 200. */
  readonly runs: readonly RunSummary[];
  /** The last run of each flow, by flow id; some are in `runs` too. */
  readonly lastRuns: Readonly<Record<string, RunSummary>>;
  readonly sdk: SdkStatus;
  readonly node: NodeStatus;
  readonly store: StoreStatus;
}

/** Each field that is present replaces what was known; lists hold what changed. */
export interface EngineChange {
  readonly revision: number;
  /** Flows by file: the whole list of each file that changed; empty for a file that has none any more. */
  readonly flows?: Readonly<Record<string, readonly FlowEntry[]>>;
  readonly problems?: Readonly<Record<string, readonly SourceProblem[]>>;
  readonly isScanned?: boolean;
  readonly runs?: readonly RunSummary[];
  readonly removedRuns?: readonly string[];
  readonly sdk?: SdkStatus;
  readonly node?: NodeStatus;
  readonly store?: StoreStatus;
}

/** The workspace's own `millrace`, which runs its flows. */
export type SdkStatus =
  | { readonly kind: "found"; readonly version: string; readonly directory: string }
  | { readonly kind: "missing" }
  /** Its protocol is another than the engine's. */
  | { readonly kind: "mismatch"; readonly version: string; readonly protocol: number; readonly directory: string };

export type NodeStatus =
  | { readonly kind: "found"; readonly path: string; readonly version: string }
  | { readonly kind: "missing"; readonly path: string }
  | { readonly kind: "tooOld"; readonly path: string; readonly version: string; readonly least: string };

export type StoreStatus = { readonly kind: "writable" } | { readonly kind: "readOnly"; readonly path: string; readonly reason: string };

export interface FlowDescription {
  readonly flow: FlowEntry;
  readonly schema: ParametersSchema;
  /** What it was last run with from outside, to start from; `null` when it never was. */
  readonly lastParameters: ParameterValues | null;
}

export interface ParameterCheck {
  readonly problems: readonly { readonly parameter: string; readonly message: string }[];
}

export interface RunQuery {
  readonly flow: string | null;
  readonly state: StateFilter | null;
  /** Matches names of runs, flows and states, in any case. */
  readonly text: string;
  readonly offset: number;
  /** At most 500. */
  readonly limit: number;
}

export type StateFilter = "active" | "completed" | "failed" | "cancelled";

export interface RunPage {
  readonly total: number;
  readonly runs: readonly RunSummary[];
  /** Names of all flows that have a run, for the filter. */
  readonly flows: readonly string[];
}

export interface TaskRunDetail extends TaskRunDocument {
  /** The newest, at most 100, without those that are superseded. */
  readonly artifacts: readonly ArtifactDocument[];
}

export interface FlowRunDetail {
  readonly flowRun: FlowRunDocument;
  /** Those of its task runs too; as of a task run. */
  readonly artifacts: readonly ArtifactDocument[];
  readonly result?: Json;
  readonly error?: ErrorRecord;
}

export interface LogQuery extends RunReference {
  /** Index of the first line wanted, in the whole log or in what the filter leaves. */
  readonly from: number;
  /** At most 5,000. */
  readonly limit: number;
  /** Number of a task run, with what was logged inside of it; `null`: all. */
  readonly task: number | null;
  /** Number of a flow run, with its tasks and child flows; `null`: all. */
  readonly flowRun: number | null;
  readonly level: LogLevel;
}

export interface LogPage {
  readonly total: number;
  readonly lines: readonly LogLine[];
}

export interface CodeFrame {
  /** Number of the first line, from 1. */
  readonly firstLine: number;
  readonly lines: readonly string[];
}

export interface LogLine {
  /** Microseconds. */
  readonly at: number;
  readonly level: LogLevel;
  readonly message: string;
  /** Numbers within the root run; -1 for none. */
  readonly flowRun: number;
  readonly task: number;
  /** Name of the task run, else of the flow. */
  readonly source: string;
}

export interface OutputLine {
  readonly level: LogLevel;
  /** `flow#run/task`. */
  readonly category: string;
  readonly message: string;
}

/** `data` of a response error. `code` is that of a `MillraceError`. */
export interface EngineFailure {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
}
