/**
 * What was done, by the witness, against what was recorded. The witness is read before the file for what must be recorded
 * by then, and after it for what must have been done by then.
 */
import type { WitnessLine } from "../workspace.ts";
import type { SeenRun, SeenTask } from "./seen-run.ts";
import { Violation } from "./violation.ts";

export interface Witnessed {
  readonly before: readonly WitnessLine[];
  readonly after: readonly WitnessLine[];
}

/** What was over at an earlier look, and has to stay so. */
export class ExecutionMemory {
  /** Starts of each task run that had completed, by run id and task number. */
  readonly #completed = new Map<string, number>();
  /** The same by key, for keys that one call of the run alone has. */
  readonly #completedKeys = new Map<string, number>();
  /** Hooks that had been called for each task run whose transaction was committed. */
  readonly #committed = new Map<string, number>();

  check(run: SeenRun, { before, after }: Witnessed): void {
    const [startedBefore, startedAfter, finished] = [countById(before, "start"), countById(after, "start"), countById(after, "finish")];
    for (const task of run.tasks.values()) {
      const id = `${run.id}-${task.task}`;
      checkStarts(run, task, startedBefore.get(id) ?? 0);
      checkEnds(run, task, finished.get(id) ?? 0);
      this.#checkRepeats(run, task, id, startedAfter.get(id) ?? 0);
      this.#checkHooks(run, task, id, after);
    }
    this.#checkKeys(run, after);
  }

  forget(runId: string): void {
    for (const map of [this.#completed, this.#completedKeys, this.#committed]) {
      for (const key of [...map.keys()]) if (key.startsWith(runId)) map.delete(key);
    }
  }

  #checkRepeats(run: SeenRun, task: SeenTask, id: string, starts: number): void {
    if (task.states.at(-1)?.type !== "COMPLETED" || task.states.at(-1)?.name === "RolledBack") {
      // What was rolled back, or is being done again for what is around it, counts no more; #checkKeys sees the rest.
      if (!hasCompleted(task)) this.#completed.delete(id);
      else if (isUndone(task)) this.#completed.delete(id);
    }
    const known = this.#completed.get(id);
    if (known !== undefined && starts > known) {
      throw new Violation("No completed task is executed again", `${known} calls of task run ${task.task}, as when it had completed`, `${starts} calls`, run.directory);
    }
    if (task.states.at(-1)?.type === "COMPLETED" && task.states.at(-1)?.name !== "RolledBack") this.#completed.set(id, starts);
  }

  /** Another task run for the same call would hide a repetition. */
  #checkKeys(run: SeenRun, after: readonly WitnessLine[]): void {
    const starts = new Map<string, number>();
    for (const { event, id, key } of after) if (event === "start" && id.startsWith(run.id)) starts.set(key, (starts.get(key) ?? 0) + 1);
    const byKey = new Map<string, SeenTask[]>();
    for (const task of run.tasks.values()) if (task.key !== null) byKey.set(task.key, [...(byKey.get(task.key) ?? []), task]);
    for (const [key, tasks] of byKey) {
      // Nested tasks run again with the one around them; shared keys are several calls.
      if (/^(?:nested:|shared\.)/.test(key)) continue;
      const place = `${run.id} ${key}`;
      if (tasks.some(isUndone)) {
        this.#completedKeys.delete(place);
        continue;
      }
      const known = this.#completedKeys.get(place);
      if (known !== undefined && (starts.get(key) ?? 0) > known) {
        throw new Violation("No completed task is executed again", `${known} calls with key ${key}, as when it had completed`, `${starts.get(key)} calls, task runs ${tasks.map(({ task }) => task).join(", ")}`, run.directory);
      }
      if (tasks.some(hasCompleted)) this.#completedKeys.set(place, starts.get(key) ?? 0);
    }
  }

  #checkHooks(run: SeenRun, task: SeenTask, id: string, after: readonly WitnessLine[]): void {
    if (!task.isCommitted) {
      this.#committed.delete(id);
      return;
    }
    const calls = after.filter((line) => line.id === id && (line.event === "commit" || line.event === "rollback"));
    const known = this.#committed.get(id);
    if (known !== undefined && calls.length > known) {
      throw new Violation("What is committed stays so", `${known} calls of the hooks of task run ${task.task}`, calls.map(({ event }) => event).join(", "), run.directory);
    }
    if (calls.some(({ event }) => event === "rollback") && !calls.some(({ event }) => event === "commit")) {
      throw new Violation("What is committed was not undone", `task run ${task.task} committed`, "a rollback hook, and no commit hook", run.directory);
    }
    this.#committed.set(id, calls.length);
  }
}

/** J3: the start of a call is on record before its function is called. */
function checkStarts(run: SeenRun, task: SeenTask, calls: number): void {
  const starts = task.states.filter(({ type }) => type === "RUNNING").length;
  if (calls <= starts) return;
  throw new Violation("A start is recorded before its function is called (J3)", `at most ${starts} calls of task run ${task.task} (${task.key})`, `${calls} calls`, run.directory);
}

/** No end is recorded that has not come to be. */
function checkEnds(run: SeenRun, task: SeenTask, finished: number): void {
  if (task.child !== null || task.key === null) return;
  const ends = task.states.filter(({ name }) => name === "Completed").length;
  if (ends <= finished) return;
  throw new Violation("A recorded completion has happened", `at least ${ends} ends of task run ${task.task} (${task.key})`, `${finished} ends`, run.directory);
}

function hasCompleted(task: SeenTask): boolean {
  return task.states.some(({ type }) => type === "COMPLETED");
}

/** Rolled back once: what came of it may be done again, and again. */
function isUndone(task: SeenTask): boolean {
  return task.states.some(({ name }) => name === "RolledBack");
}

function countById(lines: readonly WitnessLine[], event: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) if (line.event === event) counts.set(line.id, (counts.get(line.id) ?? 0) + 1);
  return counts;
}
