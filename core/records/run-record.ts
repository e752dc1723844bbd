/**
 * What a root run's `events.ndjson` contains, a record a line.
 *
 * Every record carries `n` (1, 2, 3, … without gaps), `g` (the generation of the owner that wrote it) and `at`
 * (microseconds, strictly increasing). Task runs, flow runs, definitions and call sites are numbered within the root
 * run, so that a line stays short; the full ids are made by the reader (`run-ids.ts`). Field names are short because
 * a run of 100,000 tasks writes 200,000 lines.
 */
import type { ArtifactType } from "./artifact-type.ts";
import type { RunState } from "../states/run-state.ts";
import type { StoredValue } from "../states/stored-value.ts";
import type { InputRecord } from "./input-record.ts";
import type { RecordHead } from "./record-head.ts";

/**
 * The version of this format. A reader refuses a higher one. 2: items of generators, artifacts, events, commits. 3: runs
 * that repeat others, and task runs that are answered by those; inputs, and what a paused run waits for.
 */
export const recordVersion = 3;

export type RunRecord = RunRecordBody & RecordHead;

export type RunRecordBody =
  | OpenRecord
  | DefinitionRecord
  | SiteRecord
  | FlowRunRecord
  | TaskRunRecord
  | StartRecord
  | StateRecord
  | DoneRecord
  | ItemRecord
  | ArtifactRecord
  | ArtifactSetRecord
  | EventRecord
  | InputRecord
  | SetRecord
  | AttemptRecord
  | ReuseRecord
  | SupersededRecord
  | CommitRecord
  | HeldRecord
  | ClosedRecord;

/** First record of every owner of the run. */
export interface OpenRecord {
  readonly k: "open";
  /** Version of the format. */
  readonly v: number;
  /** Id of the root run, a UUID. */
  readonly id: string;
  readonly pid: number;
  readonly sdk: string;
  readonly node: string;
}

/** A task or flow that the run uses, before its first run. */
export interface DefinitionRecord {
  readonly k: "def";
  readonly def: number;
  readonly kind: "task" | "flow";
  readonly name: string;
  /** Workspace-relative file with forward slashes, or `null` where it has none. */
  readonly file: string | null;
  /** `file:line:column` of the call that defined it, source-mapped; `null` where unknown. */
  readonly position: string | null;
  readonly version?: string;
  readonly description?: string;
  /** Kinds of hooks that a fresh process has to run for an end that this one does not see. */
  readonly hooks?: readonly string[];
  /** The exported name, where known, so that a fresh process finds the definition again. */
  readonly exportName?: string;
}

/** A place in the code that calls tasks or flows, before the first run called from there. */
export interface SiteRecord {
  readonly k: "site";
  readonly site: number;
  /** `file:line:column`, source-mapped. */
  readonly position: string;
}

export interface FlowRunRecord {
  readonly k: "flow";
  readonly run: number;
  readonly id: string;
  readonly def: number;
  readonly name: string;
  /** In the order of the signature. */
  readonly params: Readonly<Record<string, StoredValue>>;
  /** The tracking task run in the parent flow run; absent for the root. */
  readonly task?: number;
  readonly tags?: readonly string[];
  /** The id of the run whose process started this one (`MILLRACE_PARENT_RUN`). */
  readonly parentRun?: string;
  /** Its function is a generator whose items somebody takes one by one. */
  readonly gen?: 1;
  /** Id of the root run that this one repeats; of the root alone. */
  readonly of?: string;
  /** The task runs of that one that were chosen to run again, by number; absent where all do. */
  readonly from?: RerunFrom;
}

/** From where a run is repeated: numbers of task runs, or whatever had not completed. */
export type RerunFrom = readonly number[] | "failed";

/** A task run comes into being as Pending. With `s: 1` it starts in the same breath: Running at `at + 1`. */
export interface TaskRunRecord {
  readonly k: "task";
  readonly task: number;
  readonly def: number;
  /** Ordinal among the runs of this task in the root run, for the default name `<task>-<no>`. */
  readonly no: number;
  /** Present where the name is not the default one. */
  readonly name?: string;
  readonly site?: number;
  /** Number of the flow run it belongs to; absent outside a flow. */
  readonly run?: number;
  /** Number of the task run that called it. */
  readonly parent?: number;
  /** Inputs by parameter name, in the order of the signature. */
  readonly in?: Readonly<Record<string, StoredValue>>;
  readonly dep?: readonly DependencyRecord[];
  readonly tags?: readonly string[];
  /** The user's `resumeKey` for this call, which stands for its inputs when a resume looks for it. */
  readonly key?: string;
  /** Number of the child flow run that this run tracks. */
  readonly child?: number;
  /** Why it runs although an earlier attempt of its flow called the same task, or although its task is cached. */
  readonly why?: string;
  /** Its function is a generator whose items somebody takes one by one. */
  readonly gen?: 1;
  /** The key under which its result is looked for and kept: `ck` made by a policy or function, `rk` by a `resultStorageKey`. */
  readonly ck?: string;
  readonly rk?: string;
  /** The task run of the run that this one repeats whose result is its own, by number. */
  readonly from?: number;
  readonly s?: 1;
}

/** Upstream task run's number, how the edge was seen, and the parameter it came through. */
export type DependencyRecord = readonly [task: number, via: DependencyKind, parameter?: string];

export type DependencyKind = "future" | "object" | "after";

/** A pending task run starts: plain Running, in the shortest form. */
export interface StartRecord {
  readonly k: "start";
  readonly task: number;
}

/** A transition. A child flow run's states are its tracking task run's as well. */
export interface StateRecord {
  readonly k: "state";
  readonly task?: number;
  readonly run?: number;
  readonly state: RunState;
}

/** The ordinary end of a task run, Completed, in the shortest form; `r` is absent for `undefined`. */
export interface DoneRecord {
  readonly k: "done";
  readonly task: number;
  readonly r?: StoredValue;
}

/**
 * What a generator has given, before whoever takes its items sees it; `v` is absent for `undefined`. With `left: 1` no
 * item, but the word that no more will be asked for.
 */
export interface ItemRecord {
  readonly k: "item";
  readonly task?: number;
  readonly run?: number;
  readonly v?: StoredValue;
  readonly left?: 1;
}

/** Something that a run has made for people to look at. */
export interface ArtifactRecord {
  readonly k: "artifact";
  /** Drawn by chance, since workers make some too, and do not know of each other's. */
  readonly artifact: string;
  readonly type: ArtifactType;
  readonly key?: string;
  readonly data: StoredValue;
  readonly description?: string;
  /** The flow run and the task run that made it. */
  readonly run?: number;
  readonly task?: number;
}

/** An artifact now shows something else. */
export interface ArtifactSetRecord {
  readonly k: "artifactSet";
  readonly artifact: string;
  readonly data?: StoredValue;
  readonly description?: string;
}

/** Something that happened, as user code tells it. */
export interface EventRecord {
  readonly k: "event";
  /** As of an artifact. */
  readonly event: string;
  readonly name: string;
  /** What it happened to: labels, of which `id` is one. */
  readonly resource: Readonly<Record<string, string>>;
  readonly payload?: StoredValue;
  readonly run?: number;
  readonly task?: number;
}

/** What is known of a run only once its upstreams are done: its name, its inputs. */
export interface SetRecord {
  readonly k: "set";
  readonly task?: number;
  readonly run?: number;
  readonly name?: string;
  readonly in?: Readonly<Record<string, StoredValue>>;
  readonly dep?: readonly DependencyRecord[];
  readonly key?: string;
  /** Of a task run, as in its first record; `why` belongs to its last state. */
  readonly why?: string;
  readonly ck?: string;
  readonly rk?: string;
  readonly from?: number;
  /** Of a flow run: what it is called with. */
  readonly params?: Readonly<Record<string, StoredValue>>;
}

/** A flow run's function is called again. */
export interface AttemptRecord {
  readonly k: "attempt";
  readonly run: number;
  readonly attempt: number;
  readonly cause: "retry" | "resume";
}

/**
 * A call of this attempt matched a task run of an earlier one, which goes on under its number. With `c: 1` it had
 * completed, and its recorded result is the answer: it is Cached from here on.
 */
export interface ReuseRecord {
  readonly k: "reuse";
  readonly task: number;
  readonly attempt: number;
  readonly site?: number;
  readonly c?: 1;
}

/** Task runs of earlier attempts that no call of the last one matched. */
export interface SupersededRecord {
  readonly k: "superseded";
  readonly tasks: readonly number[];
}

/** Completed task runs whose transaction has been committed: nothing rolls them back any more, a resume neither. */
export interface CommitRecord {
  readonly k: "commit";
  readonly tasks: readonly number[];
}

/** A debugger held the process: nothing happened between these times, in microseconds, and no timer ran. */
export interface HeldRecord {
  readonly k: "held";
  readonly from: number;
  readonly to: number;
}

/** The last record of a run that has ended, enough for a list of runs. A resume goes on after it. */
export interface ClosedRecord {
  readonly k: "closed";
  readonly id: string;
  readonly kind: "flow" | "task";
  readonly name: string;
  /** Name of the root flow, or of the task when no flow was around it. */
  readonly flow: string;
  readonly file: string | null;
  readonly params: Readonly<Record<string, StoredValue>>;
  readonly state: RunState;
  readonly startAt: number | null;
  readonly endAt: number | null;
  readonly attempt: number;
  readonly tasks: number;
  readonly failed: number;
  readonly tags: readonly string[];
}
