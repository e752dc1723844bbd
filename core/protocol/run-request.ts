/**
 * `request.json`, the first file of a run's directory: what was asked for. Written once by whoever makes the
 * directory (the engine, or the process of a script) and never changed.
 */
import type { RerunFrom } from "../records/run-record.ts";
import type { StoredValue } from "../states/stored-value.ts";

export interface RunRequest {
  readonly v: 1;
  /** Id of the root run. */
  readonly id: string;
  readonly name: string;
  /** Microseconds. */
  readonly createdAt: number;
  /** Absolute path of the module, `null` for a task or flow run by a script that Millrace did not start. */
  readonly module: string | null;
  /** Flow's exported name or, where it has none, its name. */
  readonly flow: string | null;
  readonly flowName: string;
  /** Values by parameter name. */
  readonly parameters: Readonly<Record<string, StoredValue>>;
  /** False when nobody gave parameters: the runner then asks before it calls a function that needs some. */
  readonly isParametersGiven: boolean;
  /** One sentence for each parameter that does not fit: the run is recorded and fails with them. */
  readonly invalid?: readonly string[];
  /** What the signature would make of the values, for a flow whose own schema may refuse them as they came. */
  readonly coerced?: Readonly<Record<string, StoredValue>>;
  /** The parameters in order, where their names come from a type alone: the function's text may show others. */
  readonly order?: readonly { readonly name: string; readonly isRest: boolean }[];
  readonly trigger: RunTrigger;
  /** Id of the run that this one repeats. */
  readonly retryOf?: string;
  /** From which of its task runs on, where the results of the others are reused (`journal/origin.ts`). Absent: from its start. */
  readonly rerunFrom?: RerunFrom;
  /** Of a run that came from an archive: when, in microseconds, and the archive's name. The rest is as it was where it ran. */
  readonly imported?: { readonly at: number; readonly file: string };
}

/** What a run was started by. `retry`: as another one from its start, `rerun`: from some of its task runs on. */
export type RunTrigger = "command" | "editor" | "script" | "retry" | "rerun";
