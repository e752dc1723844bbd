import type { RunState } from "../states/run-state.ts";
import type { StoredValue } from "../states/stored-value.ts";
import type { ClosedRecord, DefinitionRecord, DependencyRecord, OpenRecord } from "./run-record.ts";

/** A root run as its records tell it. Everything that people see of a run is made from this. */
export interface RunView {
  readonly open: OpenRecord | null;
  readonly definitions: ReadonlyMap<number, DefinitionRecord>;
  readonly sites: ReadonlyMap<number, string>;
  /** By number; 0 is the root flow run, where there is one. */
  readonly flowRuns: ReadonlyMap<number, FlowRunView>;
  readonly taskRuns: ReadonlyMap<number, TaskRunView>;
  /** The last record, when it is the one that closes the run. */
  readonly closed: ClosedRecord | null;
  /** Number, generation and time of the last record that counted. */
  readonly lastNumber: number;
  readonly generation: number;
  readonly lastAt: number;
}

export interface FlowRunView {
  readonly run: number;
  readonly id: string;
  readonly def: number;
  readonly name: string;
  readonly params: Readonly<Record<string, StoredValue>>;
  readonly trackingTask: number | null;
  readonly parentRun: string | null;
  readonly tags: readonly string[];
  readonly states: readonly RunState[];
  /** From 1: how often the function has been called. */
  readonly attempt: number;
  /** When a debugger held the process, from and to in microseconds; of the root alone. */
  readonly debugPauses: readonly (readonly [from: number, to: number])[];
}

export interface TaskRunView {
  readonly task: number;
  readonly def: number;
  readonly name: string;
  readonly site: number | null;
  /** Number of its flow run; `null` outside a flow. */
  readonly run: number | null;
  readonly parent: number | null;
  readonly inputs: Readonly<Record<string, StoredValue>>;
  readonly dependencies: readonly DependencyRecord[];
  readonly tags: readonly string[];
  readonly childRun: number | null;
  readonly resumeKey: string | null;
  readonly states: readonly RunState[];
  /** The attempt of its flow run in which it was last called. */
  readonly flowAttempt: number;
  readonly isSuperseded: boolean;
}
