import { toIso } from "../../core/base/clock.ts";
import { taskRunId } from "../../core/records/run-ids.ts";
import { advanceTimes, initialTimes, timesOf, timesOfBegin, type RunTimes } from "../../core/rules/bookkeeping.ts";
import type { ItemsView, TaskRunView } from "../../core/records/run-view.ts";
import { isFinalType } from "../../core/states/state-type.ts";
import type { RunState } from "../../core/states/run-state.ts";
import type { SlotHold } from "../../journal/leader/shared-store.ts";
import type { CachedCall } from "../cache/cached-call.ts";
import type { TaskDefinition } from "../definition/definition.ts";
import { dataOf, State, type StateData } from "../state/state.ts";
import type { Attempt } from "./attempt.ts";
import type { FlowRun } from "./flow-run.ts";
import type { ItemStream } from "./items/item-stream.ts";
import { namedParameters } from "./inputs.ts";
import { noData } from "./outcome.ts";
import type { Listed, RunList } from "./run-list.ts";
import { defaultResults, resultSettings, type ResultSettings } from "./result.ts";
import type { Slots } from "../runners/slots.ts";
import type { Remote } from "./remote.ts";
import { rootPath } from "./replay.ts";
import type { RootRun } from "./root-run.ts";
import type { Scope } from "../transactions/scope.ts";
import { TaskFuture } from "./task-future.ts";

/** Called once a run is done. */
type OnDone = (run: TaskRun) => void;

const nobody: TaskRun["waitsFor"] = [];

/** A task run under way, or the tracking run of a child flow. What happens to it is decided in `run-task.ts`. */
export class TaskRun implements Listed {
  readonly root: RootRun;
  readonly flow: FlowRun | null;
  readonly parent: TaskRun | null;
  readonly definition: TaskDefinition | FlowRun["definition"];
  readonly tags: readonly string[];
  /** Where in the tree of transactions it was called. */
  readonly scope: Scope | null;
  readonly future: TaskFuture = new TaskFuture(this);
  slot = -1;
  /** Number within the root run; a resume may replace the one that it began with. */
  number: number;
  /** A name that is not the default one. */
  givenName: string | null = null;
  state: RunState;
  data: StateData = noData;
  times: RunTimes = initialTimes;
  /** What the function is called with, once its upstreams are done. */
  args: readonly unknown[] = [];
  /** The n of `<task>-<n>`. */
  ordinal = 0;
  /** Whether the run's first record has been written. */
  isRecorded = false;
  /** Attempts since the flow's function was last called. */
  attempt = 0;
  /** Path of this call, while its flow is replayed. */
  path = rootPath;
  /** The same in the run that is repeated. */
  originPath = rootPath;
  /** Number of the task run in it whose result this one has. */
  reusedFrom: number | null = null;
  /** What it gave in an earlier attempt of its flow, when that is the answer now. */
  items: ItemsView | null = null;
  /** Who takes the items of its generator one by one. */
  stream: ItemStream | null = null;
  /** The places of a task runner of which it holds one. */
  slots: Slots | null = null;
  /** Slots of concurrency limits that it holds. */
  hold: SlotHold | null = null;
  /** Where its function is called; `null`: in this process. */
  remote: Remote | null = null;
  /** What it waits for before it may start. */
  waitsFor: readonly { readonly run: TaskRun }[] = nobody;
  childRunId: string | undefined;
  /** The child flow run that it tracks. */
  child: FlowRun | null = null;
  /** Number of the child flow run that it tracked in an earlier attempt. */
  earlierChild: number | null = null;
  /** Whether a hard stop of the run has settled it, so that what its code still gives is dropped. */
  isDropped = false;
  /** Whether an earlier attempt of its flow committed it, so that it cannot be rolled back any more. */
  isCommitted = false;
  /** The attempt under way. */
  attemptNow: Attempt | null = null;
  /** Where its result is to be kept; `null`: nowhere. */
  caching: CachedCall | null = null;
  /** Cuts short what the run waits for (a retry delay). */
  stop: ((reason: unknown) => void) | null = null;
  /** Whether the end has been told; between the decision and its record the run counts as going on. */
  isAnnounced = false;
  #stateCount = 1;
  #ownData: StateData | null = null;
  /** Who waits for the end; one of them alone, as nearly always, without a list around. */
  #waiting: OnDone | OnDone[] | null = null;

  constructor(parts: {
    readonly root: RootRun;
    readonly flow: FlowRun | null;
    readonly parent: TaskRun | null;
    readonly definition: TaskRun["definition"];
    readonly tags: readonly string[];
    readonly number: number;
    readonly state: RunState;
    readonly scope: Scope | null;
  }) {
    this.root = parts.root;
    this.flow = parts.flow;
    this.parent = parts.parent;
    this.definition = parts.definition;
    this.tags = parts.tags;
    this.number = parts.number;
    this.state = parts.state;
    this.scope = parts.scope;
  }

  /** Values by parameter name, defaults left out. */
  get parameters(): Readonly<Record<string, unknown>> {
    return namedParameters(this.definition.fn, this.args);
  }

  get results(): ResultSettings {
    return resultSettings(this.definition.settings, this.flow?.results ?? defaultResults);
  }

  /** Where the run is listed while it has not ended. */
  get holder(): RunList<TaskRun> {
    return this.flow?.pending ?? this.root.flowless;
  }

  get name(): string {
    return this.givenName ?? `${this.definition.name}-${this.ordinal}`;
  }

  /** What it returned, once it has completed. */
  get result(): unknown {
    return this.data.kind === "value" ? this.data.value : undefined;
  }

  get id(): string {
    return taskRunId(this.root.id, this.number);
  }

  /** Ended, or never going to start. */
  get isDone(): boolean {
    return isFinalType(this.state.type) || this.state.name === "NotReady";
  }

  /** Pending at that time, and Running right after it. */
  begin(at: number): void {
    this.state = { type: "RUNNING", name: "Running", at: at + 1, message: null };
    this.times = timesOfBegin(at);
    this.#stateCount = 2;
  }

  /** Enters a state that the rules allowed and a record holds. */
  enter(state: RunState, data: StateData = noData, own: State | null = null): void {
    this.times = advanceTimes(this.times, this.state, state);
    this.state = state;
    this.data = data;
    this.#ownData = own === null ? null : dataOf(own);
    this.#stateCount += 1;
  }

  /** Goes on from an earlier attempt's states, on a resume. */
  continueFrom(earlier: TaskRunView): void {
    this.number = earlier.task;
    this.givenName = earlier.name;
    this.times = timesOf(earlier.states);
    this.state = earlier.states.at(-1) ?? this.state;
    this.#stateCount = earlier.states.length;
    this.earlierChild = earlier.childRun;
    this.isCommitted = earlier.isCommitted;
    this.reusedFrom = earlier.reusedFrom;
    this.isRecorded = true;
  }

  /** Who a log line is about. */
  get about(): { readonly root: RootRun; readonly flow: FlowRun | null; readonly task: TaskRun } {
    return { root: this.root, flow: this.flow, task: this };
  }

  /** The state as users see it. One that user code built keeps its name, message and data, and now belongs to the run. */
  publicState(): State {
    return this.describe(this.state, this.#ownData ?? this.data, this.#stateCount - 1);
  }

  /** A state of this run as users see it; by default one that is only proposed. */
  describe(state: RunState, data: StateData, index = this.#stateCount): State {
    return new State({
      id: `${this.id}:${index}`,
      type: state.type,
      name: state.name,
      timestamp: toIso(state.at),
      message: state.message ?? undefined,
      why: state.why,
      flowRunId: this.flow?.id,
      taskRunId: this.id,
      childFlowRunId: this.childRunId,
      data,
    });
  }

  /** Tells those who wait, after the record of the end has been written. */
  announceDone(): void {
    this.isAnnounced = true;
    const waiting = this.#waiting;
    this.#waiting = null;
    if (typeof waiting === "function") waiting(this);
    else if (waiting !== null) for (const callback of waiting) callback(this);
  }

  /** Calls back once the run is done: at once, if it is. One function may wait for many runs. */
  onDone(callback: OnDone): void {
    if (this.isAnnounced) callback(this);
    else if (this.#waiting === null) this.#waiting = callback;
    else if (typeof this.#waiting === "function") this.#waiting = [this.#waiting, callback];
    else this.#waiting.push(callback);
  }

  /** True once the run is done; false when `timeoutMs` passed first. */
  whenDone(timeoutMs: number | undefined): Promise<boolean> {
    if (this.isAnnounced) return Promise.resolve(true);
    return new Promise((resolve) => {
      const timer = timeoutMs === undefined ? null : this.root.clock.startTimer(timeoutMs, () => resolve(false));
      this.onDone(() => {
        timer?.cancel();
        resolve(true);
      });
    });
  }
}
