/**
 * One root run in the process that owns it: numbers, definitions, call sites, provenance, and the writer of its file.
 * What happens to its flow runs and task runs is decided in `run-flow.ts` and `run-task.ts`.
 */
import type { ChildProcess } from "node:child_process";
import { format } from "node:util";
import type { Clock } from "../../core/base/clock.ts";
import { encodeBody } from "../../core/records/encode.ts";
import type { LogLevel } from "../../core/records/log-record.ts";
import { taskNumber } from "../../core/records/run-ids.ts";
import { recordVersion, type RunRecordBody } from "../../core/records/run-record.ts";
import type { RunView } from "../../core/records/run-view.ts";
import type { RulePorts } from "../../core/rules/rule.ts";
import type { Json, StoredValue } from "../../core/states/stored-value.ts";
import { deserializeBy, type ResultSerializer } from "../../journal/result-serializer.ts";
import type { SharedStore } from "../../journal/leader/shared-store.ts";
import type { RunStorage } from "../../journal/run-storage.ts";
import type { KeyedStore } from "../../journal/keyed/keyed-store.ts";
import type { RecordWriter } from "../../journal/run-writer.ts";
import { decodeValue, type DecodedValue, type StoredTexts } from "../../journal/value-codec.ts";
import { contextStorage } from "./context.ts";
import { sdkVersion } from "../version.ts";
import { DefinitionTable } from "./definition-table.ts";
import type { RootRunParts } from "./root-run-parts.ts";
import type { ItemStream, RestingPlace } from "./items/item-stream.ts";
import type { FlowRun } from "./flow-run.ts";
import { highest } from "./highest.ts";
import { RunList } from "./run-list.ts";
import type { TaskRun } from "./task-run.ts";
import { cleanStack } from "./user-error.ts";

/** Elements of a returned list or object that are known as its task's product. */
const knownElements = 1_000;

export class RootRun implements RestingPlace {
  readonly id: string;
  readonly name: string;
  readonly parts: RootRunParts;
  readonly clock: Clock;
  readonly writer: RecordWriter;
  readonly storage: RunStorage;
  readonly definitions: DefinitionTable;
  readonly storedTexts: StoredTexts = new WeakMap();
  readonly ports: RulePorts;
  readonly context: ReturnType<typeof contextStorage> = contextStorage();
  /** Flow runs that have not ended. */
  readonly activeFlowRuns = new Set<FlowRun>();
  /** Task runs without a flow around them that have not ended; the others are with their flow runs. */
  readonly flowless = new RunList<TaskRun>();
  /** Names of task runs whose workers had to be ended, since they did not stop. */
  readonly forced = new Set<string>();
  /** Processes that its code has started and that have not ended. */
  readonly children = new Set<ChildProcess>();
  /** Generators outside of any flow that wait to be asked for more. */
  readonly #resting = new Set<ItemStream>();
  /** Names of limits that were asked for and are not there, which the log has been told. */
  readonly missingLimits = new Set<string>();
  /** Set once a cancel has been asked for. */
  cancelReason: string | null = null;
  /** How long after that its process is killed, if it has not ended. */
  cancelGraceMs = 0;
  /** Fulfils once the hooks for that have ended, or are out of time. */
  cancelHooks: Promise<unknown> | null = null;
  /** Its process is ending under it. */
  hasCrashed = false;
  /** Set when the run's file cannot be written any more, or a result could not. */
  failure: Error | null = null;
  isClosed = false;
  failedTasks = 0;
  #lastTask: number;
  #lastFlowRun: number;
  #written: Promise<void> | null = null;
  /** Positive: returned this very object, and recorded it. Negative: an element of a result, or one not recorded. */
  readonly #producers = new WeakMap<object, number>();
  readonly #onStop = new Set<(reason: Error) => void>();
  #stopReason: Error | null = null;
  #keyed: KeyedStore | null = null;
  #shared: SharedStore | null = null;
  readonly #warned = new Set<object>();

  constructor(parts: RootRunParts) {
    this.parts = parts;
    this.id = parts.id;
    this.name = parts.name;
    this.clock = parts.clock;
    this.storage = parts.storage;
    this.ports = { nowUs: () => parts.clock.nowUs(), fraction: () => parts.randomness.fraction() };
    this.writer = parts.createWriter((error) => this.fail(error));
    this.definitions = new DefinitionTable(parts.workspaceRoot, parts.earlier, (record) => this.write(record));
    this.#lastTask = highest(0, parts.earlier?.taskRuns.keys());
    this.#lastFlowRun = highestFlowRun(parts.earlier);
  }

  /** Tells an artifact or event of this run from all others, whichever process makes them. */
  newToken(): string {
    return this.parts.randomness.uuid().replaceAll("-", "").slice(0, 16);
  }

  get taskCount(): number {
    return this.#lastTask;
  }

  /** Task runs that have not ended, of all flow runs. */
  activeTaskRuns(): TaskRun[] {
    return [...this.flowless.toArray(), ...[...this.activeFlowRuns].flatMap((flow) => flow.pending.toArray())];
  }

  get keyed(): KeyedStore {
    this.#keyed ??= this.parts.openKeyed();
    return this.#keyed;
  }

  /** The keyed store, if anything has needed it. */
  get openedKeyed(): KeyedStore | null {
    return this.#keyed;
  }

  /** Limits and variables. */
  get shared(): SharedStore {
    this.#shared ??= this.parts.openShared();
    return this.#shared;
  }

  nextTask(): number {
    this.#lastTask += 1;
    return this.#lastTask;
  }

  nextFlowRun(): number {
    this.#lastFlowRun += 1;
    return this.#lastFlowRun;
  }

  /** First record of this owner. */
  writeOpen(): void {
    this.write({ k: "open", v: recordVersion, id: this.id, pid: process.pid, sdk: sdkVersion, node: process.version });
  }

  /** Writes a record of a new time and returns that time. */
  write(record: RunRecordBody): number {
    const at = this.writer.tick();
    this.writer.write(at, encodeBody(record));
    return at;
  }

  /** Fulfils once all that was recorded so far is in the file (J3), and on the disk where the run is durable (J4). Never, once the file cannot be written. */
  written(): Promise<void> {
    this.#written ??= new Promise((resolve) => {
      this.writer.whenKept(() => {
        this.#written = null;
        resolve();
      });
    });
    return this.#written;
  }

  log(level: LogLevel, message: string, about: { readonly flow: FlowRun | null; readonly task: TaskRun | null }, fields?: { [key: string]: Json }): void {
    this.writer.writeLog({
      at: this.clock.nowUs(),
      level,
      message,
      ...(about.flow === null ? {} : { run: about.flow.number }),
      ...(about.task === null ? {} : { task: about.task.number }),
      ...(fields === undefined ? {} : { fields }),
    });
  }

  /** Says something about a definition in the log of the first run that has to do with it. */
  warnOnce(subject: object, messages: readonly string[], about: { readonly flow: FlowRun | null; readonly task: TaskRun | null }): void {
    if (this.#warned.has(subject)) return;
    this.#warned.add(subject);
    for (const message of messages) this.log("warn", message, about);
  }

  logError(message: string, error: unknown, about: { readonly flow: FlowRun | null; readonly task: TaskRun | null }): void {
    this.log("error", `${message}\n${cleanStack(format(error))}`, about);
  }

  /** Remembers which task run an object came from, so that passing it on leaves an edge. */
  rememberProduct(value: unknown, task: number, isRecorded: boolean): void {
    if (typeof value !== "object" || value === null) return;
    this.#producers.set(value, isRecorded ? task : -task);
    const elements = Array.isArray(value) ? value : Object.values(value);
    const count = Math.min(elements.length, knownElements);
    for (let index = 0; index < count; index += 1) {
      const element: unknown = elements[index];
      if (typeof element === "object" && element !== null && !this.#producers.has(element)) this.#producers.set(element, -task);
    }
  }

  /** Number of the task run that returned this object, or an object that directly holds it. */
  producerOf(value: object): number | undefined {
    const producer = this.#producers.get(value);
    return producer === undefined ? undefined : Math.abs(producer);
  }

  /** Number of the task run that returned this very object, when its record can stand for it. */
  exactProducerOf(value: object): number | undefined {
    const producer = this.#producers.get(value);
    return producer !== undefined && producer > 0 ? producer : undefined;
  }

  numberOf(taskRunIdText: string): number | undefined {
    return taskNumber(this.id, taskRunIdText);
  }

  /** Reads a value of an earlier attempt. */
  decode(stored: StoredValue | undefined, view: RunView, serializer: ResultSerializer): DecodedValue {
    return decodeValue(stored, {
      getResult: (name) => this.storage.getResult(name),
      deserialize: deserializeBy(serializer),
      resultOf: (task) => {
        const state = view.taskRuns.get(task)?.states.findLast((each) => each.type === "COMPLETED");
        return state?.type === "COMPLETED" ? state.result : undefined;
      },
    });
  }

  /** Calls back when the run has to stop (a cancel, a file that cannot be written); at once if it had to before. */
  onStop(callback: (reason: Error) => void): () => void {
    if (this.#stopReason !== null) callback(this.#stopReason);
    else this.#onStop.add(callback);
    return () => this.#onStop.delete(callback);
  }

  get isStopped(): boolean {
    return this.#stopReason !== null;
  }

  stop(reason: Error): void {
    if (this.#stopReason !== null) return;
    this.#stopReason = reason;
    for (const callback of this.#onStop) callback(reason);
    this.#onStop.clear();
  }

  rest(stream: ItemStream): void {
    this.#resting.add(stream);
  }

  wake(stream: ItemStream): void {
    this.#resting.delete(stream);
  }

  /** Ends what only waits to be asked for more, when nobody can ask any longer. False: there is none. */
  leaveResting(): boolean {
    const resting = [...this.#resting];
    for (const stream of resting) stream.leave();
    return resting.length > 0;
  }

  /** The run's file, or a result, cannot be written: the run ends with the reason. */
  fail(error: Error): void {
    if (this.failure !== null) return;
    this.failure = error;
    this.stop(error);
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.#shared?.close();
    this.writer.close();
    this.parts.onClosed(this);
  }
}

/** A child whose own record was cut off has its number all the same: the run that tracks it names it. */
function highestFlowRun(earlier: RunView | null): number {
  let last = highest(-1, earlier?.flowRuns.keys());
  for (const { childRun } of earlier?.taskRuns.values() ?? []) if (childRun !== null && childRun > last) last = childRun;
  return last;
}
