/**
 * The JSON that `millrace run --json`, `runs show --json` and `createTestEngine` give: the public shape of a run.
 * Timestamps are ISO 8601 with microseconds; files and positions are workspace-relative with forward slashes.
 */
import type { ArtifactType } from "../records/artifact-type.ts";
import type { LogLevel } from "../records/log-record.ts";
import type { ErrorRecord } from "../states/error-record.ts";
import type { StateType } from "../states/state-type.ts";
import type { Json } from "../states/stored-value.ts";

export interface RunDocument {
  /** `null` for a task that ran without a flow around it. */
  readonly flowRun: FlowRunDocument | null;
  /** Absent when it was not persisted; `null` also stands for `undefined`. */
  readonly result?: Json;
  readonly error?: ErrorRecord;
  readonly taskRuns: readonly TaskRunDocument[];
  readonly childRuns: readonly RunDocument[];
  /** What the flow run and its task runs have made for people, in order. */
  readonly artifacts: readonly ArtifactDocument[];
  readonly logs: readonly LogDocument[];
}

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
  readonly deployment: null;
  readonly tags: readonly string[];
  /** Present on a run whose file cannot be read to its end, and on one whose owner is on another machine. */
  readonly problem?: string;
  readonly superseded?: true;
}

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
  readonly cacheKey: string | null;
  readonly why: string | null;
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

export interface ItemDocument {
  readonly timestamp: string;
  readonly value: Json;
}

export interface DependencyDocument {
  readonly taskRunId: string;
  readonly via: "future" | "object" | "after" | "static";
  readonly parameter?: string;
}

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
