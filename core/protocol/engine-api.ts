/**
 * What an engine offers to a view of it (the command, the editor). All failures of use are `MillraceError`s with a
 * code and a hint.
 */
import type { FinalStateType } from "../states/state-type.ts";
import type { Json } from "../states/stored-value.ts";
import type { RunView } from "../records/run-view.ts";
import type { Limit } from "../limits/slots.ts";
import type { VariableOrder } from "./leader-api.ts";
import type { FlowRunDocument, LogDocument, RunDocument } from "./run-document.ts";
import type { PauseSchemas } from "./to-pause-document.ts";
import type { LimitDocument, VariableDocument } from "./shared-document.ts";

export interface StartRun {
  /** Absolute path of the module. */
  readonly file: string;
  /** Export's name, else flow's name; `null` when the file has but one flow. */
  readonly flow: string | null;
  /** Raw values by parameter name, to be checked and coerced; `null` when none were given. */
  readonly parameters: Readonly<Record<string, unknown>> | null;
  /** Name of the run; `null`: Millrace makes one. */
  readonly name: string | null;
  readonly trigger: "command" | "editor";
}

/** A run under way, or one that is being resumed. */
export interface StartedRun {
  readonly id: string;
  readonly name: string;
  readonly directory: string;
  /** Calls the listener with the run as it is now, at once and then after each change, coalesced to 20 a second. */
  onChange(listener: (view: RunView) => void): { dispose(): void };
  /** Calls the listener for each log line, from the first. */
  onLog(listener: (line: LogDocument) => void): { dispose(): void };
  /** Fulfils once the runner has gone and the run's final state is in its file. */
  readonly ended: Promise<EndedRun>;
  /** Asks the run to end as Cancelled; kills the runner after the grace time. */
  cancel(reason: string | null): Promise<void>;
  /** Kills the runner now; the run ends as Cancelled when a cancel was asked for, else Crashed. */
  kill(): Promise<void>;
}

export interface EndedRun {
  readonly id: string;
  readonly state: { readonly type: FinalStateType | "PAUSED"; readonly name: string; readonly message: string | null };
}

export interface RerunOrder {
  /** Task runs by id, unique start of an id, or unique name; a task's name means all of its runs. Empty: none in particular. */
  readonly from: readonly string[];
  /** Of these, or of all where none is named, only those that did not complete. */
  readonly onlyFailed: boolean;
  /** Raw values that replace some of the run's parameters, to be checked and coerced; `null`: none. */
  readonly parameters: Readonly<Record<string, unknown>> | null;
}

export interface RunFilter {
  readonly flow?: string;
  /** A state's name or type, in any case. */
  readonly state?: string;
  /** Newest first; default 50. */
  readonly limit?: number;
}

/** What is kept; `null`: no limit. */
export interface RunRetention {
  /** How many runs that have ended. */
  readonly maxRuns: number | null;
  /** How long after its end a run is kept. */
  readonly maxAgeMs: number | null;
  /** How much all runs together may take. */
  readonly maxBytes: number | null;
}

/** The same for `.millrace/cache/`. Records that have expired go in any case. */
export type CacheRetention = Omit<RunRetention, "maxRuns">;

export interface PruneOptions {
  readonly retention: RunRetention;
  readonly cache: CacheRetention;
  /** Only tells what would go. */
  readonly isDryRun: boolean;
}

export interface PruneReport {
  readonly isDryRun: boolean;
  /** The oldest first. */
  readonly runs: readonly PrunedRun[];
  readonly keptRuns: number;
  readonly freedBytes: number;
  readonly cache: PrunedCache;
}

export interface PrunedRun {
  readonly flowRun: FlowRunDocument;
  readonly sizeBytes: number;
  readonly reason: "age" | "count" | "size";
}

export interface PrunedCache {
  readonly records: number;
  /** Those of the records, of large values and of what is derived. */
  readonly files: number;
  readonly freedBytes: number;
}

/** A run as a file that can be handed on. */
export interface ExportedRun {
  /** Absolute path of the zip file. */
  readonly file: string;
  readonly sizeBytes: number;
  /** What its README.md says: Markdown, short enough for an issue. */
  readonly summary: string;
  readonly run: { readonly id: string; readonly name: string; readonly flow: string; readonly state: string };
}

export interface ImportedRun {
  /** False: the same run was here already. */
  readonly isNew: boolean;
  readonly flowRun: FlowRunDocument;
}

export interface QueryProgress {
  readonly read: number;
  /** Runs that there are. */
  readonly total: number;
}

/** What is given to a run that waits for a person. */
export interface GivenInput {
  readonly input: Json;
}

export interface EngineApi {
  /** @throws UsageError, FlowNotFoundError, ParameterValidationError (names), StoreUnwritableError: nothing was recorded. */
  startRun(request: StartRun): Promise<StartedRun>;
  /**
   * The same run again from its last success; one that waits for a person is answered, and goes on. `given`: `null` gives nothing
   * but the word.
   *
   * @throws RunNotFoundError, UsageError when it is not resumable, or wants an input and got none; InputRefusedError.
   */
  resumeRun(reference: string, given?: GivenInput | null): Promise<StartedRun>;
  /** A new run of the same flow with the same parameters. */
  retryRun(reference: string): Promise<StartedRun>;
  /** A new run of the same flow, in which the results of what was not chosen and depends on nothing chosen are reused. @throws UsageError while the run lives */
  rerunFrom(reference: string, order: RerunOrder): Promise<StartedRun>;
  /** Runs that nobody owns any more are recorded as Crashed on the way. */
  listRuns(filter: RunFilter): Promise<readonly FlowRunDocument[]>;
  /** Of all runs there are, in no order: none of them is read for it. */
  runIds(): Promise<readonly string[]>;
  showRun(reference: string): Promise<RunDocument>;
  /** What the flow runs that wait for people want by the types in the code, where the view does not tell. */
  pauseSchemas(view: RunView): Promise<PauseSchemas>;
  /** Follows a run that somebody else runs; ends with it. */
  followLogs(reference: string, listener: (line: LogDocument) => void, options: { readonly follow: boolean }): Promise<void>;
  cancelRun(reference: string): Promise<FlowRunDocument>;
  /** @throws UsageError while the run lives. */
  deleteRun(reference: string): Promise<FlowRunDocument>;
  /** Every concurrency limit, who holds its slots and who waits for them. Starts nothing. */
  listLimits(): Promise<readonly LimitDocument[]>;
  /** Makes a limit, or changes it. @throws UsageError, EngineUnavailableError, StoreUnwritableError */
  setLimit(limit: Limit): Promise<LimitDocument>;
  /** False: there was none. @throws as `setLimit` */
  deleteLimit(name: string): Promise<boolean>;
  /** Every variable, by its name. Starts nothing. */
  listVariables(): Promise<readonly VariableDocument[]>;
  /** @throws VariableExistsError, and as `setLimit` */
  setVariable(order: Omit<VariableOrder, "token">): Promise<VariableDocument>;
  /** False: there was none. @throws as `setLimit` */
  deleteVariable(name: string): Promise<boolean>;
  /** Writes the run to a zip file. `file`: absolute; `null`: named after the run, in the folder in which runs are started. @throws UsageError for a file that is there, StoreUnwritableError */
  exportRun(reference: string, file: string | null): Promise<ExportedRun>;
  /** Takes in what `exportRun` has written, by its absolute path. @throws UsageError, VersionMismatchError: nothing was imported; StoreUnwritableError */
  importRun(file: string): Promise<ImportedRun>;
  /** Removes runs and cached results beyond what is kept. Never a run that goes on, waits, is looked at or cannot be read. @throws StoreUnwritableError */
  prune(options: PruneOptions): Promise<PruneReport>;
  /** Reads what the statement looks at of every run, and tells how far it is. @throws UsageError */
  query(sql: string, onProgress?: (progress: QueryProgress) => void): Promise<{ readonly columns: readonly string[]; readonly rows: readonly (readonly Json[])[] }>;
  /** Kills the runners of runs that have not begun, and removes what was made for them: the starts are rejected. Done when it returns. */
  giveUpLaunches(): void;
  dispose(): Promise<void>;
}
