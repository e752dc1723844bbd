/**
 * The JSON that `millrace run --json`, `runs show --json` and `createTestEngine` give: the public shape of a run.
 * Timestamps are ISO 8601 with microseconds; files and positions are workspace-relative with forward slashes.
 */
import type { ArtifactType } from "../records/artifact-type.ts";
import type { LogLevel } from "../records/log-record.ts";
import type { ErrorRecord } from "../states/error-record.ts";
import type { StateType } from "../states/state-type.ts";
import type { ParametersSchema } from "./json-schema.ts";
import type { Json } from "../states/stored-value.ts";

/** A run as JSON: what `millrace run --json`, `runs show --json` and a test engine give. */
export interface RunDocument {
  /** `null` for a task that ran without a flow around it. */
  readonly flowRun: FlowRunDocument | null;
  /** Absent when it was not persisted; `null` also stands for `undefined`. */
  readonly result?: Json;
  /** Absent unless the flow run failed or crashed. */
  readonly error?: ErrorRecord;
  /** In the order of their calls; a child flow has one that stands for it. */
  readonly taskRuns: readonly TaskRunDocument[];
  /** Child flows called in this run, in the order of their calls. */
  readonly childRuns: readonly RunDocument[];
  /** What the flow run and its task runs have made for people, in order. */
  readonly artifacts: readonly ArtifactDocument[];
  /** Lines of the run's log in order, those of its tasks and child flows included. */
  readonly logs: readonly LogDocument[];
}

/** A state as JSON. Times are ISO 8601 with microseconds. */
export interface StateDocument {
  readonly id: string;
  readonly type: StateType;
  readonly name: string;
  readonly message: string | null;
  readonly timestamp: string;
  readonly why?: string;
  readonly flowRunId?: string;
  readonly taskRunId?: string;
  readonly childFlowRunId?: string;
  readonly scheduledTime?: string;
}

/** A flow run as JSON, without its tasks. */
export interface FlowRunDocument {
  readonly id: string;
  readonly name: string;
  readonly flow: string;
  readonly version: string | null;
  readonly file: string | null;
  readonly definition: string | null;
  readonly parameters: { readonly [name: string]: Json };
  readonly state: StateDocument;
  readonly states: readonly StateDocument[];
  /** From 1; every retry of the flow and every resume adds one. */
  readonly attempt: number;
  readonly expectedStartTime: string | null;
  readonly startTime: string | null;
  readonly endTime: string | null;
  /** Time in Running, all attempts together, in milliseconds. */
  readonly totalRunTimeMs: number;
  /** Present on the run of a generator whose items were taken one by one. */
  readonly items?: ItemsDocument;
  readonly parentTaskRunId: string | null;
  readonly parentRunId: string | null;
  readonly rootRunId: string;
  /** Id of the run that it repeats (`runs retry`, `runs rerun`); `null`: none. */
  readonly rerunOf: string | null;
  /** Ids of that run's task runs from which on, or `"failed"` for whatever had not completed; `null`: from its start. */
  readonly rerunFrom: readonly string[] | "failed" | null;
  readonly deployment: null;
  readonly tags: readonly string[];
  /** What it waits for, while it is Paused or Suspended; else `null`. */
  readonly pause: PauseDocument | null;
  /** Present on a run whose file cannot be read to its end, and on one whose owner is on another machine. */
  readonly problem?: string;
  readonly superseded?: true;
  /** Present on a run that came from an archive: when, and the archive's name. */
  readonly imported?: { readonly timestamp: string; readonly file: string };
}

/** What a paused flow run waits for, and until when. */
export interface PauseDocument {
  /** From 1, among the pauses of the flow run. */
  readonly number: number;
  readonly key: string | null;
  /** `suspended`: its process is gone, and its function is called again on resume. */
  readonly kind: "paused" | "suspended";
  /** JSON Schema of the input that it wants, always an object; `null`: it wants none, or that is not known. */
  readonly schema: ParametersSchema | null;
  /** ISO 8601; `null`: it waits for as long as it takes. */
  readonly timeoutAt: string | null;
  readonly description: string | null;
}

/** A task run as JSON: where it was called, what with, what it gave. */
export interface TaskRunDocument {
  readonly id: string;
  readonly name: string;
  readonly task: string;
  readonly definition: string | null;
  readonly callSite: string | null;
  readonly flowRunId: string | null;
  readonly parentTaskRunId: string | null;
  readonly childFlowRunId: string | null;
  readonly state: StateDocument;
  readonly states: readonly StateDocument[];
  readonly attempt: number;
  readonly startTime: string | null;
  readonly endTime: string | null;
  readonly totalRunTimeMs: number;
  readonly dependsOn: readonly DependencyDocument[];
  /** The key under which its result is looked for and kept, where its task is cached. */
  readonly cacheKey: string | null;
  /** The same, made by a `resultStorageKey`. */
  readonly resultKey: string | null;
  readonly why: string | null;
  /** Present where the result is that of a task run of the run that is repeated: its id. */
  readonly reusedFrom?: string;
  readonly inputs: { readonly [parameter: string]: Json };
  readonly result?: Json;
  /** Present on the run of a generator whose items were taken one by one. */
  readonly items?: ItemsDocument;
  readonly error: ErrorRecord | null;
  readonly tags: readonly string[];
  readonly superseded?: true;
}

/** What a generator has given, all of its attempts together. */
export interface ItemsDocument {
  readonly count: number;
  /** At most 100. */
  readonly first: readonly ItemDocument[];
  /** `null` while there is none. */
  readonly last: ItemDocument | null;
}

/** What a generator gave, and when. */
export interface ItemDocument {
  readonly timestamp: string;
  readonly value: Json;
}

/** An edge: a run that another one waited for, or got a value of. */
export interface DependencyDocument {
  readonly taskRunId: string;
  readonly via: "future" | "object" | "after" | "static";
  readonly parameter?: string;
}

/** Something that a run made for people, as JSON. */
export interface ArtifactDocument {
  readonly id: string;
  readonly key: string | null;
  readonly type: ArtifactType;
  /** Of `markdown` its text, of `table` rows or columns, of `link` `{ link, text }`, of `progress` a number from 0 to 100, of `image` its address. */
  readonly data: Json;
  readonly description: string | null;
  readonly flowRunId: string | null;
  readonly taskRunId: string | null;
  readonly createdTime: string;
  readonly updatedTime: string;
  /** The code that made it has been run again since, by a retry of the flow or a resume. */
  readonly superseded?: true;
}

/** Something that happened, as user code told it. */
export interface EventDocument {
  readonly id: string;
  readonly event: string;
  readonly resource: { readonly [label: string]: string };
  readonly payload: Json;
  readonly timestamp: string;
  readonly flowRunId: string | null;
  readonly taskRunId: string | null;
}

/** A line of the log as JSON. */
export interface LogDocument {
  readonly timestamp: string;
  readonly level: LogLevel;
  readonly message: string;
  readonly flowRunId: string | null;
  readonly taskRunId: string | null;
  readonly fields?: { readonly [key: string]: Json };
}

/** What a usage error looks like with `--json`. */
export interface ErrorDocument {
  readonly error: { readonly code: string; readonly message: string; readonly hint: string | null };
}
