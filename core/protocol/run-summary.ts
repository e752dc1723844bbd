import type { RunTrigger } from "./run-request.ts";
import type { StateType } from "../states/state-type.ts";

/** A root run in one row: what lists, lenses, trees and the status bar show. Points in time are microseconds. */
export interface RunSummary {
  readonly id: string;
  readonly name: string;
  /** Name of the flow, or of the task where none was around it. */
  readonly flow: string;
  /** Module and `export, else name`, as in `FlowEntry.id`; `null` for a run that no flow of the workspace stands for. */
  readonly flowId: string | null;
  /** Relative to the workspace folder. */
  readonly file: string | null;
  readonly state: { readonly type: StateType; readonly name: string; readonly message: string | null };
  /** From 1. */
  readonly attempt: number;
  readonly trigger: RunTrigger;
  /** Id of the run that it repeats, wholly or in part; `null`: none. */
  readonly rerunOf: string | null;
  readonly createdAt: number;
  /** When it came from an archive; `null` for a run that was made here. */
  readonly importedAt: number | null;
  readonly startAt: number | null;
  readonly endAt: number | null;
  /** How long it had ended before it was resumed, all times together: no part of its duration. */
  readonly restUs: number;
  readonly tasks: TaskCounts;
  /** What it waits for people for, itself or in its child flows. */
  readonly pauses: readonly PauseSummary[];
  /** True when `resume` can go on from its last success. */
  readonly isResumable: boolean;
  /** Why it failed, and where; only of a run that is Failed, TimedOut or Crashed. */
  readonly failure: RunFailure | null;
  /** Present on a run whose file cannot be read to its end, and on one whose owner is on another machine. */
  readonly problem: string | null;
}

/** A flow run that waits for a person. What it wants to be given is asked with `millrace/pauses`. */
export interface PauseSummary {
  readonly flowRunId: string;
  /** Of the flow run. */
  readonly name: string;
  /** From 1, among the pauses of the flow run: a badge or notification that was shown for it is not shown again. */
  readonly number: number;
  readonly kind: "paused" | "suspended";
  readonly key: string | null;
  readonly description: string | null;
  /** Microseconds; `null`: it waits for as long as it takes. */
  readonly timeoutAt: number | null;
}

/** Task runs of the whole run, child flows' included, superseded ones left out. */
export interface TaskCounts {
  readonly total: number;
  readonly running: number;
  readonly completed: number;
  /** Failed and crashed together. */
  readonly failed: number;
}

export interface RunFailure {
  /** The first task run that failed and made the flow fail; `null` when the flow's own code threw. */
  readonly task: { readonly id: string; readonly name: string } | null;
  readonly error: { readonly name: string; readonly message: string } | null;
  /** Where it was thrown, the innermost position in code of the workspace. */
  readonly at: SourcePlace | null;
  /** The calls that led there, innermost first: the task's, then the flow's. */
  readonly callSites: readonly (SourcePlace & { readonly label: string })[];
}

/** A position in a file, 1-based, as V8 reports it. */
export interface SourcePlace {
  /** Absolute. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}
