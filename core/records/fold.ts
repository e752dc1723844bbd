/**
 * Records into a run. Owns no decision: what a record says, happened.
 *
 * F1. Folding is a function of the records alone, however their reading was cut.
 * F2. A record of a generation lower than one already seen is ignored (an owner that lost the run wrote it).
 * F3. A child flow run's states are its tracking task run's states too (Prefect: `UpdateSubflowParentTask`).
 */
import { assertNever } from "../base/assert-never.ts";
import { isRolledBack } from "../states/rolled-back-state.ts";
import { cachedState } from "../states/cached-state.ts";
import type { RunState } from "../states/run-state.ts";
import { ArtifactFold } from "./fold-artifacts.ts";
import type { ClosedRecord, DefinitionRecord, OpenRecord, RunRecord, TaskRunRecord } from "./run-record.ts";
import type { EventView, RunView, TaskRunView } from "./run-view.ts";
import { addItem, completedAt, enter, explain, type GrowingFlowRun, type GrowingTaskRun, noItems, pendingAt, toInput, withResult } from "./growing-runs.ts";
import { touch, type TouchedRuns } from "./touched-runs.ts";

// Shared by all runs that have none.
const noInputs: TaskRunView["inputs"] = Object.freeze({});
const noDependencies: TaskRunView["dependencies"] = Object.freeze([]);
const noTags: readonly string[] = Object.freeze([]);

/** A run that grows record by record; it is its own view. */
export class RunFold implements RunView {
  /** Marked for whoever shows the run as it goes on, and need not look at all of it for that; `null` for nobody. */
  readonly #touched: TouchedRuns | null;
  open: OpenRecord | null = null;
  closed: ClosedRecord | null = null;
  lastNumber = 0;
  generation = 0;
  lastAt = 0;
  readonly definitions = new Map<number, DefinitionRecord>();
  readonly sites = new Map<number, string>();
  readonly flowRuns = new Map<number, GrowingFlowRun>();
  readonly taskRuns = new Map<number, GrowingTaskRun>();
  readonly #artifacts = new ArtifactFold();
  readonly events: EventView[] = [];

  constructor(touched: TouchedRuns | null = null) {
    this.#touched = touched;
  }

  get artifacts(): RunView["artifacts"] {
    return this.#artifacts.byToken;
  }

  add(record: RunRecord): void {
    if (record.g < this.generation) return;
    if (this.#touched !== null) touch(this.#touched, record, this);
    this.generation = record.g;
    this.lastNumber = record.n;
    this.lastAt = record.at;
    this.closed = null;
    switch (record.k) {
      case "open":
        this.open = record;
        return;
      case "def":
        this.definitions.set(record.def, record);
        return;
      case "site":
        this.sites.set(record.site, record.position);
        return;
      case "flow":
        this.flowRuns.set(record.run, {
          run: record.run,
          id: record.id,
          def: record.def,
          name: record.name,
          params: record.params,
          trackingTask: record.task ?? null,
          parentRun: record.parentRun ?? null,
          rerunOf: record.of ?? null,
          rerunFrom: record.from ?? null,
          tags: record.tags ?? noTags,
          states: [],
          attempt: 1,
          items: noItems(record.gen),
          inputs: [],
          debugPauses: [],
        });
        return;
      case "task":
        this.#addTaskRun(record);
        return;
      case "state":
        this.#addState(record);
        return;
      case "start": {
        const taskRun = this.taskRuns.get(record.task);
        if (taskRun !== undefined) enter(taskRun, { type: "RUNNING", name: "Running", at: record.at, message: null });
        return;
      }
      case "done": {
        const taskRun = this.taskRuns.get(record.task);
        if (taskRun !== undefined) enter(taskRun, completedAt(record.at, record.r));
        return;
      }
      case "item":
        addItem(this.#subject(record), record);
        return;
      case "artifact":
        this.#artifacts.add(record);
        return;
      case "artifactSet":
        this.#artifacts.change(record);
        return;
      case "event": {
        const { event, name, resource, payload, run = null, task = null, at } = record;
        this.events.push({ event, name, resource, payload, run, task, at });
        return;
      }
      case "input":
        this.flowRuns.get(record.run)?.inputs.push(toInput(record));
        return;
      case "set": {
        const subject = this.#subject(record);
        if (subject === undefined) return;
        if (record.name !== undefined) subject.name = record.name;
        if ("trackingTask" in subject) {
          if (record.params !== undefined) subject.params = record.params;
          return;
        }
        if (record.in !== undefined) subject.inputs = record.in;
        if (record.dep !== undefined) subject.dependencies = record.dep;
        if (record.key !== undefined) subject.resumeKey = record.key;
        if (record.ck !== undefined) subject.cacheKey = record.ck;
        if (record.rk !== undefined) subject.resultKey = record.rk;
        if (record.from !== undefined) subject.reusedFrom = record.from;
        if (record.why !== undefined) explain(subject, record.why);
        return;
      }
      case "attempt": {
        const flowRun = this.flowRuns.get(record.run);
        if (flowRun === undefined) return;
        flowRun.attempt = record.attempt;
        this.#artifacts.supersede({ run: record.run });
        // On a retry whoever took the items goes on with them; on a resume it is called again as well.
        if (flowRun.items !== null && record.cause === "resume") flowRun.items = noItems(1);
        return;
      }
      case "reuse": {
        const taskRun = this.taskRuns.get(record.task);
        if (taskRun === undefined) return;
        taskRun.flowAttempt = record.attempt;
        taskRun.isSuperseded = false;
        if (record.site !== undefined) taskRun.site = record.site;
        if (record.c === 1) this.#cache(taskRun, record.at);
        else {
          this.#startOver(taskRun);
          taskRun.isCommitted = false;
          taskRun.reusedFrom = null;
        }
        return;
      }
      case "superseded":
        for (const task of record.tasks) {
          const taskRun = this.taskRuns.get(task);
          if (taskRun !== undefined) taskRun.isSuperseded = true;
        }
        return;
      case "commit":
        for (const task of record.tasks) {
          const taskRun = this.taskRuns.get(task);
          if (taskRun !== undefined) taskRun.isCommitted = true;
        }
        return;
      case "held":
        this.#hold(record.from, record.to);
        return;
      case "closed":
        this.closed = record;
        return;
      default:
        assertNever(record, "record");
    }
  }

  #addTaskRun(record: TaskRunRecord & { readonly at: number }): void {
    const flowRun = record.run === undefined ? undefined : this.flowRuns.get(record.run);
    const taskRun: GrowingTaskRun = {
      task: record.task,
      def: record.def,
      name: record.name ?? `${this.definitions.get(record.def)?.name ?? "task"}-${record.no}`,
      site: record.site ?? null,
      run: record.run ?? null,
      parent: record.parent ?? null,
      inputs: record.in ?? noInputs,
      dependencies: record.dep ?? noDependencies,
      tags: record.tags ?? noTags,
      childRun: record.child ?? null,
      resumeKey: record.key ?? null,
      cacheKey: record.ck ?? null,
      resultKey: record.rk ?? null,
      reusedFrom: record.from ?? null,
      states: [],
      flowAttempt: flowRun?.attempt ?? 1,
      items: noItems(record.gen),
      isSuperseded: false,
      isCommitted: false,
    };
    this.taskRuns.set(record.task, taskRun);
    const first = pendingAt(record.at, record.why);
    if (record.s !== 1) return enter(taskRun, first);
    this.lastAt = record.at + 1;
    taskRun.states = [first, { type: "RUNNING", name: "Running", at: record.at + 1, message: null }];
  }

  #hold(from: number, to: number): void {
    const root = this.flowRuns.get(0);
    if (root !== undefined) root.debugPauses = [...root.debugPauses, [from, to]];
  }

  #addState(record: { readonly task?: number; readonly run?: number; readonly state: RunState }): void {
    const subject = this.#subject(record);
    if (subject === undefined) return;
    const state = isRolledBack(record.state) ? withResult(subject, record.state) : record.state;
    enter(subject, state);
    if (!("trackingTask" in subject) || subject.trackingTask === null) return;
    const tracking = this.taskRuns.get(subject.trackingTask);
    // Its own first record has made it Pending already.
    const isKnown = state.name === "Pending" && tracking?.states.at(-1)?.name === "Pending";
    if (tracking !== undefined && !isKnown) enter(tracking, state);
  }

  /** The last completion answers again; it may lie before a state that a crash has put on top of it. */
  #cache(taskRun: GrowingTaskRun, at: number): void {
    const completed = taskRun.states.findLast((state) => state.type === "COMPLETED");
    if (completed?.type === "COMPLETED") enter(taskRun, cachedState(completed, at));
  }

  /** It gives all its items once more, and makes its artifacts again. */
  #startOver(taskRun: GrowingTaskRun): void {
    this.#artifacts.supersede({ task: taskRun.task });
    for (const run of [taskRun, taskRun.childRun === null ? undefined : this.flowRuns.get(taskRun.childRun)]) {
      if (run?.items != null) run.items = noItems(1);
    }
  }

  #subject(record: { readonly task?: number; readonly run?: number }): GrowingFlowRun | GrowingTaskRun | undefined {
    if (record.task !== undefined) return this.taskRuns.get(record.task);
    return record.run === undefined ? undefined : this.flowRuns.get(record.run);
  }
}

/** Folds a whole run at once. */
export function foldRecords(records: Iterable<RunRecord>): RunView {
  const fold = new RunFold();
  for (const record of records) fold.add(record);
  return fold;
}

/** The state a run is in now, or `undefined` before its first. */
export function currentState(run: { readonly states: readonly RunState[] }): RunState | undefined {
  return run.states.at(-1);
}
