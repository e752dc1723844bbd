import type { StoredValue } from "../../core/states/stored-value.ts";
import { canonicalInputs, definitionKey, type Replay } from "./replay.ts";
import type { TaskRun } from "./task-run.ts";
import { enterTaskState, proposeForTask } from "./transition.ts";
import { taskFacts } from "./task-facts.ts";

/**
 * What an earlier attempt of the flow knows of this call. `answered`: it completed, and its record is the answer.
 * `again`: it is there, did not complete, and runs again as the same run. `new`: it was never made.
 */
export type Answer = { readonly kind: "answered" } | { readonly kind: "again"; readonly why: string } | { readonly kind: "new" };

export function answerFromRecord(
  run: TaskRun,
  replay: Replay,
  inputs: string | undefined,
  resumeKey: string | undefined,
  site: number | undefined,
): Answer {
  const { root, flow } = run;
  const stored = inputs === undefined ? {} : (JSON.parse(inputs) as Record<string, StoredValue>);
  const callerPath = run.parent?.path ?? flow?.path ?? "";
  const { path, earlier } = replay.find(callerPath, definitionKey(root.definitions.record(run.definition)), canonicalInputs(stored, resumeKey ?? null));
  run.path = path;
  if (earlier === undefined) return { kind: "new" };
  run.continueFrom(earlier);
  root.write({ k: "reuse", task: run.number, attempt: flow?.attempt ?? 1, ...(site === undefined ? {} : { site }) });
  const why = answer(run, replay);
  return why === null ? { kind: "answered" } : { kind: "again", why };
}

/** Enters Cached and returns `null`, or says why the record is no answer. */
function answer(run: TaskRun, replay: Replay): string | null {
  const { root, state } = run;
  if (state.type !== "COMPLETED") return `It did not complete in an earlier attempt (${state.name}), so it runs again.`;
  const decoded = root.decode(state.result, replay.view);
  if (decoded.kind === "missing") return `It completed in an earlier attempt, but its result is not available (${decoded.reason}), so it runs again.`;
  const cached = {
    ...state,
    name: "Cached",
    why: "It completed in an earlier attempt of its flow with the same inputs, so its recorded result is the answer.",
  };
  proposeForTask(run, cached, taskFacts(run, true));
  enterTaskState(run, cached, { kind: "value", value: decoded.value });
  root.rememberProduct(decoded.value, run.number, true);
  return null;
}

/** Enters Pending and Running once more, under the number it had. */
export function goAgain(run: TaskRun, why: string): void {
  enterTaskState(run, { type: "PENDING", name: "Pending", at: 0, message: null, why });
  const running = { type: "RUNNING", name: "Running", at: 0, message: null } as const;
  const decision = proposeForTask(run, running, { ...taskFacts(run, true), runCount: run.times.runCount });
  enterTaskState(run, decision.kind === "accept" ? decision.state : running);
}
