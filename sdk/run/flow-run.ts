import { toIso } from "../../core/base/clock.ts";
import type { FlowRunView } from "../../core/records/run-view.ts";
import { advanceTimes, initialTimes, timesOf, type RunTimes } from "../../core/rules/bookkeeping.ts";
import type { RunState } from "../../core/states/run-state.ts";
import type { FlowDefinition } from "../definition/definition.ts";
import { Slots } from "../runners/slots.ts";
import { openWorkers } from "../runners/workers/open-workers.ts";
import { dataOf, State, type StateData } from "../state/state.ts";
import type { Attempt } from "./attempt.ts";
import { namedParameters } from "./inputs.ts";
import type { OriginReplay } from "./origin.ts";
import { noData } from "./outcome.ts";
import type { ItemStream, RestingPlace } from "./items/item-stream.ts";
import type { RemotePlaces } from "./remote.ts";
import { FlowInputs } from "./flow-inputs.ts";
import { FlowPauses } from "./pauses/flow-pauses.ts";
import { rootPath, type Replay } from "./replay.ts";
import { defaultResults, resultSettings, type ResultSettings } from "./result.ts";
import { RunList } from "./run-list.ts";
import type { RootRun } from "./root-run.ts";
import { TaskFuture } from "./task-future.ts";
import type { TaskRun } from "./task-run.ts";
import type { TransactionNode } from "../transactions/transaction-node.ts";

/** A flow run under way. What happens to it is decided in `run-flow.ts`. */
export class FlowRun implements RestingPlace {
  readonly root: RootRun;
  readonly definition: FlowDefinition;
  /** The run in the parent flow that stands for this one; `null` for a root flow run. */
  readonly tracking: TaskRun | null;
  readonly tags: readonly string[];
  readonly slots: Slots;
  readonly results: ResultSettings;
  /** Where what it submits is called, unless that is its own process. */
  readonly workers: RemotePlaces | null;
  /** Its task runs that have not ended. */
  readonly pending = new RunList<TaskRun>();
  /** Transactions of its function that are not over. */
  readonly openTransactions = new Set<TransactionNode>();
  /** Where it waits for people. */
  readonly pauses = new FlowPauses(this);
  /** What was sent to it. */
  readonly inputs = new FlowInputs(this);
  number: number;
  id: string;
  name: string;
  args: readonly unknown[] = [];
  state: RunState;
  data: StateData = noData;
  times: RunTimes = initialTimes;
  /** From 1. */
  attempt = 1;
  /** Failures since the run was last started or resumed, for the count of retries. */
  triesSinceStart = 1;
  attemptNow: Attempt | null = null;
  /** What earlier attempts did, from the second one on. */
  replay: Replay | null = null;
  /** What the run did that is repeated by this one. */
  origin: OriginReplay | null = null;
  /** Who takes the items of its generator one by one. */
  stream: ItemStream | null = null;
  stop: ((reason: unknown) => void) | null = null;
  /** Whether the run around it has ended it, so that what its code still gives is dropped. */
  isDropped = false;
  /** Whether its function, or a task run that came of it, goes on. */
  isCalling = false;
  #stateCount = 0;
  #ownData: StateData | null = null;
  #idle: (() => void)[] = [];
  /** Generators of its pending runs that wait to be asked for more. */
  readonly #resting = new Set<ItemStream>();
  #holds = 0;
  #failed: TaskRun[] = [];

  constructor(parts: {
    readonly root: RootRun;
    readonly definition: FlowDefinition;
    readonly tracking: TaskRun | null;
    readonly tags: readonly string[];
    readonly number: number;
    readonly id: string;
    readonly name: string;
  }) {
    this.root = parts.root;
    this.definition = parts.definition;
    this.tracking = parts.tracking;
    this.tags = parts.tags;
    this.number = parts.number;
    this.id = parts.id;
    this.name = parts.name;
    if (parts.tracking !== null) parts.tracking.child = this;
    this.results = resultSettings(parts.definition.settings, parts.tracking?.flow?.results ?? defaultResults);
    const { taskRunner } = parts.definition.settings;
    this.slots = new Slots(taskRunner.max);
    this.workers = openWorkers(taskRunner, parts.root);
    this.state = { type: "PENDING", name: "Pending", at: 0, message: null };
  }

  /** The path of calls that its function makes, for a resume. */
  get path(): number {
    return this.tracking?.path ?? rootPath;
  }

  /** The same in the run that is repeated. */
  get originPath(): number {
    return this.tracking?.originPath ?? rootPath;
  }

  get parameters(): Readonly<Record<string, unknown>> {
    return namedParameters(this.definition.fn, this.args);
  }

  get about(): { readonly root: RootRun; readonly flow: FlowRun; readonly task: null } {
    return { root: this.root, flow: this, task: null };
  }

  /** Enters a state that the rules allowed and a record holds; the tracking run enters it as well. */
  enter(state: RunState, data: StateData = noData, own: State | null = null): void {
    this.times = advanceTimes(this.times, this.#stateCount === 0 ? null : this.state, state);
    this.state = state;
    this.data = data;
    this.#ownData = own === null ? null : dataOf(own);
    this.#stateCount += 1;
    // The tracking run was Pending from its own first record on.
    if (this.tracking !== null && !(state.name === "Pending" && this.tracking.state.name === "Pending")) this.tracking.enter(state, data, own);
  }

  /** Goes on from what an earlier attempt recorded. */
  continueFrom(earlier: FlowRunView): void {
    this.number = earlier.run;
    this.id = earlier.id;
    this.name = earlier.name;
    this.times = timesOf(earlier.states);
    this.attempt = earlier.attempt;
    this.state = earlier.states.at(-1) ?? this.state;
    this.#stateCount = earlier.states.length;
    this.pauses.answers.recall(earlier);
    this.inputs.recall(earlier);
  }

  /** Whether its process is to end, and its function to be called again on resume. */
  get isSuspended(): boolean {
    return this.state.type === "PAUSED" && this.state.suspended;
  }

  publicState(): State {
    return this.describe(this.state, this.#ownData ?? this.data, this.#stateCount - 1);
  }

  describe(state: RunState, data: StateData, index = this.#stateCount): State {
    return new State({
      id: `${this.id}:${index}`,
      type: state.type,
      name: state.name,
      timestamp: toIso(state.at),
      message: state.message ?? undefined,
      why: state.why,
      flowRunId: this.id,
      taskRunId: this.tracking?.id,
      data,
    });
  }

  /** A task run of this flow has ended. */
  forget(run: TaskRun): void {
    if (run.state.type !== "COMPLETED") this.#failed.push(run);
    this.pauses.noteEnd();
    this.#wake();
  }

  /** Keeps the flow run going until the promise has settled: task runs will come of it. */
  hold(until: Promise<unknown>): void {
    const release = (): void => {
      this.#holds -= 1;
      this.#wake();
    };
    this.#holds += 1;
    until.then(release, release);
  }

  /** A generator run does nothing until somebody asks for more. */
  rest(stream: ItemStream): void {
    this.#resting.add(stream);
    this.#wake();
  }

  wake(stream: ItemStream): void {
    this.#resting.delete(stream);
  }

  /** Fulfils once no task run of this flow is under way, nor about to be. Generators that only rest are left. */
  async whenIdle(): Promise<void> {
    for (;;) {
      while (this.#isBusy) await new Promise<void>((resolve) => this.#idle.push(resolve));
      if (this.#resting.size === 0) return;
      for (const stream of [...this.#resting]) stream.leave();
    }
  }

  get #isBusy(): boolean {
    return this.pending.size > this.#resting.size || this.#holds > 0;
  }

  #wake(): void {
    if (this.#isBusy) return;
    for (const callback of this.#idle.splice(0)) callback();
  }

  /** Names of the runs that failed and that nobody took an interest in; asked once, at the end. */
  takeUnawaited(): readonly string[] {
    const unawaited = this.#failed.splice(0).filter((run) => run.state.type !== "PENDING" && !TaskFuture.isAwaited(run.future));
    return unawaited.map((run) => run.name);
  }
}
