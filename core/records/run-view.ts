import type { ArtifactType } from "./artifact-type.ts";
import type { RunState } from "../states/run-state.ts";
import type { StoredValue } from "../states/stored-value.ts";
import type { ClosedRecord, DefinitionRecord, DependencyRecord, OpenRecord, RerunFrom } from "./run-record.ts";

/** A root run as its records tell it. Everything that people see of a run is made from this. */
export interface RunView {
  readonly open: OpenRecord | null;
  readonly definitions: ReadonlyMap<number, DefinitionRecord>;
  readonly sites: ReadonlyMap<number, string>;
  /** By number; 0 is the root flow run, where there is one. */
  readonly flowRuns: ReadonlyMap<number, FlowRunView>;
  readonly taskRuns: ReadonlyMap<number, TaskRunView>;
  /** By what tells them apart, in the order in which they were made. */
  readonly artifacts: ReadonlyMap<string, ArtifactView>;
  readonly events: readonly EventView[];
  /** The last record, when it is the one that closes the run. */
  readonly closed: ClosedRecord | null;
  /** Number, generation and time of the last record that counted. */
  readonly lastNumber: number;
  readonly generation: number;
  readonly lastAt: number;
}

/** What a generator run has given. */
export interface ItemsView {
  /** In order, of all its own attempts: what was seen was seen. */
  readonly list: readonly ItemView[];
  /** Whether it ended because nobody asked for more, so that there may have been more to give. */
  readonly isLeft: boolean;
}

export interface ItemView {
  readonly at: number;
  /** `undefined` for `undefined`. */
  readonly value: StoredValue | undefined;
}

export interface ArtifactView {
  readonly artifact: string;
  readonly type: ArtifactType;
  readonly key: string | null;
  readonly data: StoredValue;
  readonly description: string | null;
  /** The flow run and the task run that made it; `null` for none. */
  readonly run: number | null;
  readonly task: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Whether the code that made it has been run again since, by a later attempt of the flow. */
  readonly isSuperseded: boolean;
}

export interface EventView {
  readonly event: string;
  readonly name: string;
  readonly resource: Readonly<Record<string, string>>;
  readonly payload: StoredValue | undefined;
  readonly run: number | null;
  readonly task: number | null;
  readonly at: number;
}

/** A message to a flow run, or the answer to one of its pauses. */
export interface InputView {
  readonly input: string;
  readonly key: string;
  readonly value: StoredValue | undefined;
  readonly from: string | null;
  /** `place` of the pause that it answers; `null`: it is a message. */
  readonly pause: string | null;
  readonly at: number;
}

export interface FlowRunView {
  readonly run: number;
  readonly id: string;
  readonly def: number;
  readonly name: string;
  readonly params: Readonly<Record<string, StoredValue>>;
  readonly trackingTask: number | null;
  readonly parentRun: string | null;
  /** Id of the root run that it repeats, and from which of its task runs; `null`: none, and from its start. */
  readonly rerunOf: string | null;
  readonly rerunFrom: RerunFrom | null;
  readonly tags: readonly string[];
  readonly states: readonly RunState[];
  /** From 1: how often the function has been called. */
  readonly attempt: number;
  /** `null`: its function is no generator, or nobody takes the items one by one. */
  readonly items: ItemsView | null;
  /** What it was given from outside, in order: messages, and answers to its pauses. */
  readonly inputs: readonly InputView[];
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
  /** The key under which its result is looked for and kept. */
  readonly cacheKey: string | null;
  /** The same, made by a `resultStorageKey`. */
  readonly resultKey: string | null;
  readonly states: readonly RunState[];
  /** Number of the task run whose result it has, in the run that this one repeats. */
  readonly reusedFrom: number | null;
  /** The attempt of its flow run in which it was last called. */
  readonly flowAttempt: number;
  /** As of a flow run. */
  readonly items: ItemsView | null;
  readonly isSuperseded: boolean;
  /** Whether its transaction has been committed since it last completed. */
  readonly isCommitted: boolean;
}
