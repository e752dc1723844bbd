import { existsSync } from "node:fs";
import { join } from "node:path";
import type { RerunOrder } from "../../../core/protocol/engine-api.ts";
import { UsageError } from "../../../core/protocol/errors.ts";
import type { RerunFrom } from "../../../core/records/run-record.ts";
import { isReusable, runsAgain } from "../../../core/records/runs-again.ts";
import type { RunView, TaskRunView } from "../../../core/records/run-view.ts";
import type { StoredValue } from "../../../core/states/stored-value.ts";
import { runPaths } from "../../../journal/run-paths.ts";
import type { InferredEdges } from "../history/static-edges.ts";
import { namedRuns } from "./named-runs.ts";

/** From where a run is to be repeated. */
export type RerunChoice = Pick<RerunOrder, "from" | "onlyFailed">;

export interface ChosenRuns {
  readonly from: RerunFrom;
  readonly chosen: readonly number[];
  readonly again: readonly number[];
  /** Names of the files with results that may be reused. */
  readonly files: ReadonlySet<string>;
}

/** @throws UsageError for a choice that means nothing in this run. */
export function chooseRuns(run: { readonly directory: string; readonly id: string; readonly name: string; readonly view: RunView }, choice: RerunChoice, staticEdges: InferredEdges): ChosenRuns {
  const { directory, view, name } = run;
  const named = [...new Set(choice.from.flatMap((word) => namedRuns(view, run.id, name, word)))];
  if (choice.from.length === 0 && !choice.onlyFailed) {
    throw new UsageError(`From which task run is ${name} to run again?`, "Name one or several with --from, or take whatever did not complete with --only-failed.");
  }
  const candidates = choice.from.length === 0 ? [...view.taskRuns.values()] : named.flatMap((task) => view.taskRuns.get(task) ?? []);
  const chosen = candidates.filter((each) => !choice.onlyFailed || (!each.isSuperseded && !isReusable(each))).map(({ task }) => task);
  if (chosen.length === 0) {
    const of = choice.from.length === 0 ? "all of its task runs" : choice.from.join(", ");
    throw new UsageError(`Nothing of ${name} is left to run again: ${of} completed.`, "Leave --only-failed out and name a task run with --from, or run it again as a whole with millrace runs retry.");
  }
  const { results } = runPaths(directory);
  const isThere = onceKnown((file: string) => existsSync(join(results, file)));
  const isLost = (each: TaskRunView): boolean => valuesOf(view, each).some((value) => "m" in value || ("f" in value && !isThere(value.f)));
  const again = runsAgain(view, { chosen: choice.onlyFailed ? [] : chosen, entered: choice.onlyFailed ? chosen : [], staticEdges, isLost });
  const isAgain = new Set(again);
  const files = new Set<string>();
  for (const each of view.taskRuns.values()) {
    if (isAgain.has(each.task)) continue;
    for (const value of valuesOf(view, each)) if ("f" in value) files.add(value.f);
  }
  return { from: choice.onlyFailed && choice.from.length === 0 ? "failed" : chosen, chosen, again, files };
}

/** What a run gave: its result, and the items of a generator. */
function valuesOf(view: RunView, run: TaskRunView): readonly StoredValue[] {
  const completed = run.states.findLast((state) => state.type === "COMPLETED");
  const result = completed?.type === "COMPLETED" && completed.result !== undefined ? [completed.result] : [];
  const items = run.items ?? (run.childRun === null ? null : (view.flowRuns.get(run.childRun)?.items ?? null));
  return items === null ? result : [...result, ...items.list.flatMap(({ value }) => value ?? [])];
}

function onceKnown(look: (name: string) => boolean): (name: string) => boolean {
  const known = new Map<string, boolean>();
  return (name) => {
    const answer = known.get(name) ?? look(name);
    known.set(name, answer);
    return answer;
  };
}
