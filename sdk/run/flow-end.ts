/** How a flow run begins and ends in its records, and what is told to hooks. */
import type { FailedState, RunState } from "../../core/states/run-state.ts";
import type { StoredValue } from "../../core/states/stored-value.ts";
import { encodeBody } from "../../core/records/encode.ts";
import type { FlowHookKind } from "../definition/flow-options.ts";
import { flowRunInfo } from "./info.ts";
import type { StateData } from "../state/state.ts";
import { Attempt } from "./attempt.ts";
import type { RunContext } from "./context.ts";
import type { FlowRun } from "./flow-run.ts";
import { callHooks } from "./hooks.ts";
import { encodeInputs } from "./inputs.ts";
import type { Ending } from "./returned.ts";
import { encodeResult } from "./result.ts";
import { toRunState } from "./task-end.ts";
import { endFlowIn, enterFlowState } from "./transition.ts";

/** A child's own record is written with its tracking run's; a root's is written here. Both become Pending. */
export function recordFlow(run: FlowRun): void {
  const { root } = run;
  if (run.tracking === null) {
    const inputs = encodeInputs(run.definition.fn, run.args, root);
    const { parentRunId, repeats } = root.parts;
    root.write({
      k: "flow",
      run: run.number,
      id: run.id,
      def: root.definitions.record(run.definition).def,
      name: run.name,
      params: inputs === undefined ? {} : (JSON.parse(inputs) as Record<string, StoredValue>),
      ...(run.tags.length === 0 ? {} : { tags: run.tags }),
      ...(run.stream === null ? {} : { gen: 1 as const }),
      ...(parentRunId === undefined ? {} : { parentRun: parentRunId }),
      ...(repeats === null ? {} : { of: repeats.id }),
      ...(repeats === null || repeats.from === null ? {} : { from: repeats.from }),
    });
    enterFlowState(run, { type: "PENDING", name: "Pending", at: 0, message: null });
    return;
  }
  // The tracking run's record has made it Pending already; the child's own first state has the same time.
  const at = root.writer.tick();
  const state: RunState = { type: "PENDING", name: "Pending", at, message: null };
  root.writer.write(at, encodeBody({ k: "state", run: run.number, state }));
  run.enter(state);
}

export async function completeFlow(run: FlowRun, ending: Extract<Ending, { kind: "completed" }>): Promise<void> {
  const { root } = run;
  const { stored, isRecorded } = encodeResult(run, ending.value);
  const result = stored === undefined ? {} : { result: JSON.parse(stored) as StoredValue };
  supersede(run);
  endFlowIn(run, { type: "COMPLETED", name: ending.name, at: 0, message: ending.message, ...result }, { kind: "value", value: ending.value }, ending.own);
  if (run.tracking !== null) root.rememberProduct(ending.value, run.tracking.number, isRecorded);
  await flowHooks(run, "onCompleted", undefined);
}

/** Ends the run in any final state but Completed. `failed`: the state that the rules have accepted already. */
export async function endFlow(run: FlowRun, ending: Exclude<Ending, { kind: "completed" }>, failed?: FailedState): Promise<void> {
  const data: StateData = ending.error === undefined ? { kind: "none" } : { kind: "value", value: ending.error };
  const wasCancelling = run.state.type === "CANCELLING";
  supersede(run);
  endFlowIn(run, failed ?? toRunState(ending), data, ending.own);
  if (run.state.type === "FAILED") await flowHooks(run, "onFailed", undefined);
  if (run.state.type === "CRASHED") await flowHooks(run, "onCrashed", undefined);
  const isCancelled = run.state.type === "CANCELLED" || run.state.type === "CANCELLING";
  if (isCancelled && !wasCancelling) await flowHooks(run, "onCancelled", undefined);
}

/** A failed task run that nobody awaited does not change its flow's end, but is not passed over in silence. */
export function warnOfUnawaited(run: FlowRun): void {
  const names = run.takeUnawaited();
  if (names.length === 0) return;
  const list = names.length > 10 ? `${names.slice(0, 10).join(", ")} and ${names.length - 10} more` : names.join(", ");
  run.root.log("warn", `${names.length} failed task run(s) were never awaited: ${list}. The flow's own state does not depend on them.`, run.about);
}

export async function flowHooks(run: FlowRun, kind: FlowHookKind, context: RunContext | undefined): Promise<void> {
  const hooks = run.definition.settings.hooks[kind];
  if (hooks.length === 0) return;
  await callHooks(hooks, { name: run.definition.name }, flowRunInfo(run), run.publicState(), run.about, context ?? hookContext(run));
}

/** A hook belongs to the run, but to none of its attempts: the last one has ended. */
function hookContext(run: FlowRun): RunContext {
  return { root: run.root, flow: run, task: null, attempt: new Attempt(null), tags: run.tags, logPrints: run.definition.settings.logPrints, scope: null };
}

function supersede(run: FlowRun): void {
  const tasks = run.replay?.superseded(run.number) ?? [];
  if (tasks.length > 0) run.root.write({ k: "superseded", tasks });
}
