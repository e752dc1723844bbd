import { UsageError } from "../../../core/protocol/errors.ts";
import { taskNumber, taskRunId } from "../../../core/records/run-ids.ts";
import type { RunView, TaskRunView } from "../../../core/records/run-view.ts";

const mostListed = 10;

/**
 * The task runs that a word means: an id, the start of one that fits no other, a run's name that no other bears, a task's
 * name (all of its runs), or the id or name of a child flow run.
 *
 * @throws UsageError that lists what there is.
 */
export function namedRuns(view: RunView, rootId: string, runName: string, word: string): readonly number[] {
  const runs = [...view.taskRuns.values()].filter((run) => !run.isSuperseded);
  const whole = taskNumber(rootId, word);
  if (whole !== undefined && runs.some(({ task }) => task === whole)) return [whole];
  const named = runs.filter((run) => run.name === word || isChild(view, run, word));
  const [only, ...others] = named;
  if (only !== undefined && others.length === 0) return [only.task];
  if (named.length > 0) throw ambiguous(word, rootId, named);
  const ofTask = runs.filter(({ def }) => view.definitions.get(def)?.name === word);
  if (ofTask.length > 0) return ofTask.map(({ task }) => task);
  const byPrefix = word === "" ? [] : runs.filter(({ task }) => taskRunId(rootId, task).startsWith(word.toLowerCase()));
  if (byPrefix.length === 1) return byPrefix.map(({ task }) => task);
  if (byPrefix.length > 1) throw ambiguous(word, rootId, byPrefix);
  throw new UsageError(`${runName} has no task run "${word}".`, runs.length === 0 ? "It has none at all." : `It has ${list(runs.map(({ name }) => name))}.`);
}

function isChild(view: RunView, { childRun }: TaskRunView, word: string): boolean {
  const child = childRun === null ? undefined : view.flowRuns.get(childRun);
  return child !== undefined && (child.id === word || child.name === word);
}

function ambiguous(word: string, rootId: string, runs: readonly TaskRunView[]): UsageError {
  return new UsageError(`"${word}" means ${runs.length} task runs: ${list(runs.map(({ task, name }) => `${taskRunId(rootId, task)} (${name})`))}.`, "Give the id of one of them.");
}

function list(names: readonly string[]): string {
  const more = names.length > mostListed ? `, and ${names.length - mostListed} more` : "";
  return `${names.slice(0, mostListed).join(", ")}${more}`;
}
