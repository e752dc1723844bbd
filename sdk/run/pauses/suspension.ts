import type { PausedState, RunState } from "../../../core/states/run-state.ts";
import type { FlowRun } from "../flow-run.ts";
import { taskFacts } from "../task-facts.ts";
import type { TaskRun } from "../task-run.ts";
import { enterTaskState, proposeForTask } from "../transition.ts";

/** A flow run that is about to be suspended, and waits for its task runs under way. */
export class Suspension {
  readonly whenQuiet: Promise<void>;
  readonly #run: FlowRun;
  readonly #asking: ReadonlySet<TaskRun>;
  #onQuiet: () => void = () => undefined;

  /** @param asking task runs that wait in a pause. Neither they nor what called them can end before it. */
  constructor(run: FlowRun, asking: ReadonlySet<TaskRun>) {
    this.#run = run;
    this.#asking = asking;
    this.whenQuiet = new Promise((resolve) => {
      this.#onQuiet = resolve;
    });
    this.look();
  }

  /** Something has ended, or waits. */
  look(): void {
    const waiting = this.#waitingTasks();
    const isUnderWay = this.#run.pending.toArray().some((task) => task.state.type !== "PENDING" && !waiting.has(task));
    if (!isUnderWay) this.#onQuiet();
  }

  /** The task runs that are cut off in a pause are called again on resume. */
  recordTasks(state: PausedState): void {
    const { type, name, timeoutAt, suspended } = state;
    for (const task of this.#waitingTasks()) {
      const proposed: RunState = { type, name, at: 0, message: null, timeoutAt, suspended };
      if (proposeForTask(task, proposed, taskFacts(task, false)).kind === "accept") enterTaskState(task, proposed);
    }
  }

  #waitingTasks(): ReadonlySet<TaskRun> {
    const waiting = new Set<TaskRun>();
    for (const task of this.#asking) {
      for (let each: TaskRun | null = task; each !== null; each = each.parent) if (each.flow === this.#run) waiting.add(each);
    }
    return waiting;
  }
}
