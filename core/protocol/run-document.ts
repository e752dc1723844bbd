/**
 * The JSON that `millrace run --json`, `runs show --json` and `createTestEngine` give: the public shape of a run.
 * Timestamps are ISO 8601 with microseconds; files and positions are workspace-relative with forward slashes.
 */
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
  readonly artifacts: readonly Json[];
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
  readonly error: ErrorRecord | null;
  readonly tags: readonly string[];
  readonly superseded?: true;
}

export interface DependencyDocument {
  readonly taskRunId: string;
  readonly via: "future" | "object" | "after" | "static";
  readonly parameter?: string;
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
