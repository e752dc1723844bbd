import { isRolledBack } from "../../core/states/rolled-back-state.ts";
import { cachedState } from "../../core/states/cached-state.ts";
import { encodeReuse } from "../../core/records/encode.ts";
import type { ItemsView } from "../../core/records/run-view.ts";
import type { DecodedValue } from "../../journal/value-codec.ts";
import type { CompletedState } from "../../core/states/run-state.ts";
import { earlierItems, missingItem } from "./items/answer-items.ts";
import { callKey, canonicalText, type Replay } from "./replay.ts";
import type { TaskRun } from "./task-run.ts";
import { enterTaskState, proposeForTask } from "./transition.ts";
import { taskFacts } from "./task-facts.ts";

/**
 * What an earlier attempt of the flow knows of this call. `answered`: it completed, and its record is the answer.
 * `again`: it is there, did not complete, and runs again as the same run. `new`: it was never made.
 */
export type Answer = { readonly kind: "answered" } | { readonly kind: "again"; readonly why: string } | { readonly kind: "new"; readonly why?: string };

export const newCall: Answer = { kind: "new" };

const otherInputs: Answer = {
  kind: "new",
  why: "No call of an earlier attempt that is left to match had these inputs, so it runs. Inputs that differ each time (a clock, chance) can be matched by a resumeKey.",
};

export function answerFromRecord(
  run: TaskRun,
  replay: Replay,
  inputs: string | undefined,
  resumeKey: string | undefined,
  site: number | undefined,
): Answer {
  const { root, flow } = run;
  const callerPath = run.parent?.path ?? flow?.path ?? replay.pathOf(null);
  const key = callKey(root.definitions.record(run.definition), run.stream !== null);
  const { path, earlier } = replay.find(callerPath, key, canonicalText(inputs, resumeKey ?? null));
  run.path = path;
  if (earlier === undefined) return replay.hasCalled(callerPath, key) ? otherInputs : newCall;
  run.continueFrom(earlier);
  const { state } = run;
  const isUndone = isRolledBack(state);
  const decoded = state.type === "COMPLETED" && !isUndone ? decodeAnswer(run, state, replay, earlierItems(earlier, replay)) : null;
  const at = root.writer.tick();
  root.writer.write(at, encodeReuse(run.number, flow?.attempt ?? 1, site, decoded?.kind === "value"));
  if (isUndone) return { kind: "again", why: "It was rolled back in an earlier attempt, so it runs again." };
  if (state.type !== "COMPLETED" || decoded === null) {
    return { kind: "again", why: `It did not complete in an earlier attempt (${state.name}), so it runs again.` };
  }
  if (decoded.kind === "missing") {
    return { kind: "again", why: `It completed in an earlier attempt, but its result is not available (${decoded.reason}), so it runs again.` };
  }
  enterCached(run, state, at, decoded.value);
  return { kind: "answered" };
}

/** The result and, of a generator whose items are asked for one by one, all of those. */
function decodeAnswer(run: TaskRun, state: CompletedState, replay: Replay, items: ItemsView | null): DecodedValue {
  const reason = run.stream === null || items === null ? null : missingItem(run, items, replay);
  if (reason !== null) return { kind: "missing", reason };
  run.items = items;
  return run.root.decode(state.result, replay.view, run.results.serializer);
}

function enterCached(run: TaskRun, completed: CompletedState, at: number, value: unknown): void {
  const cached = cachedState(completed, at);
  run.enter(cached, { kind: "value", value });
  run.root.rememberProduct(value, run.number, true);
}

/** A matched run that did not complete is Pending once more, under the number it had. */
export function enterPendingAgain(run: TaskRun, why: string): void {
  enterTaskState(run, { type: "PENDING", name: "Pending", at: 0, message: null, why });
}

/** The same run starts once more: the rules give it the name of a rerun. */
export function enterRunningAgain(run: TaskRun): void {
  const running = { type: "RUNNING", name: "Running", at: 0, message: null } as const;
  const decision = proposeForTask(run, running, { ...taskFacts(run, true), runCount: run.times.runCount });
  enterTaskState(run, decision.kind === "accept" ? decision.state : running);
}
