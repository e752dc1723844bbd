import { encodeCached } from "../../core/records/encode.ts";
import type { CompletedState } from "../../core/states/run-state.ts";
import type { CacheAnswer } from "../cache/look-up.ts";
import { TaskScope } from "../transactions/scope.ts";
import { TaskContext, type RunContext } from "./context.ts";
import { Attempt } from "./attempt.ts";
import { endHooks, finishTask } from "./task-end.ts";
import type { TaskRun } from "./task-run.ts";
import { endFacts, proposeForTask } from "./transition.ts";

/** A task run that has entered Running is answered from the cache: Cached, with the kept result as its own. */
export async function endCached(run: TaskRun, answer: Extract<CacheAnswer, { kind: "hit" }>, context: RunContext | undefined): Promise<void> {
  const { root } = run;
  const { stored } = answer.record;
  const at = root.writer.tick();
  const state: CompletedState = { type: "COMPLETED", name: "Cached", at, message: null, why: answer.why };
  if (proposeForTask(run, state, endFacts).kind === "accept") {
    root.writer.write(at, encodeCached(run.number, at, stored, answer.why));
    run.enter(state, { kind: "value", value: answer.value });
    root.rememberProduct(answer.value, run.number, true);
    const { definition } = run;
    const hasHooks = definition.kind === "task" && definition.settings.hooks.onCompleted.length > 0;
    if (hasHooks) await endHooks(run, "onCompleted", new TaskContext(run, new Attempt(context?.attempt ?? null), context?.tags ?? [], true, new TaskScope(run)));
  }
  finishTask(run);
}
