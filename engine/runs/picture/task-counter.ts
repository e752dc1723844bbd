import type { TaskCounts } from "../../../core/protocol/run-summary.ts";
import { currentState } from "../../../core/records/fold.ts";
import type { TaskRunView } from "../../../core/records/run-view.ts";

type Kind = "running" | "completed" | "failed" | "other" | "superseded";

/** Counts task runs by what they are now. Only those that changed are looked at again. */
export class TaskCounter {
  /** By number, which counts from 1 without gaps. */
  readonly #kinds: (Kind | undefined)[] = [];
  #total = 0;
  readonly #counts: Record<Kind, number> = { running: 0, completed: 0, failed: 0, other: 0, superseded: 0 };

  note(task: TaskRunView): void {
    const before = this.#kinds[task.task];
    const now = kindOf(task);
    if (before === now) return;
    if (before === undefined) this.#total += 1;
    else this.#counts[before] -= 1;
    this.#counts[now] += 1;
    this.#kinds[task.task] = now;
  }

  counts(): TaskCounts {
    const { running, completed, failed, superseded } = this.#counts;
    return { total: this.#total - superseded, running, completed, failed };
  }
}

function kindOf(task: TaskRunView): Kind {
  if (task.isSuperseded) return "superseded";
  switch (currentState(task)?.type) {
    case "RUNNING":
      return "running";
    case "COMPLETED":
      return "completed";
    case "FAILED":
    case "CRASHED":
      return "failed";
    default:
      return "other";
  }
}
