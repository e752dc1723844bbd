import { timesOf } from "../../core/rules/bookkeeping.ts";
import { decide } from "../../core/rules/decide.ts";
import { flowPolicy, taskPolicy } from "../../core/rules/policies.ts";
import type { FlowRunFacts, RulePorts, TaskRunFacts } from "../../core/rules/rule.ts";
import { currentState } from "../../core/records/fold.ts";
import type { FlowRunView, TaskRunView } from "../../core/records/run-view.ts";
import type { RunState } from "../../core/states/run-state.ts";
import { isFinalType } from "../../core/states/state-type.ts";

/** What a run whose process is gone is to end as. */
export interface Ending {
  /** `FAILED`: it was suspended, and not resumed in time. */
  readonly type: "CRASHED" | "CANCELLED" | "FAILED";
  readonly message: string;
}

/** The state in which the rules let a flow run end, or `undefined` when they leave it as it is. */
export function decideFlowEnd(run: FlowRunView, ending: Ending, at: number, ports: RulePorts): RunState | undefined {
  const facts: FlowRunFacts = {
    kind: "flow",
    runCount: timesOf(run.states).runCount,
    // Nobody is left to carry out a retry.
    retries: 0,
    retryDelayMs: 0,
    hasProcess: true,
    isRetryRequested: false,
    isChild: run.trackingTask !== null,
    answeredKeys: new Set(),
  };
  const propose = (proposed: RunState): RunState | undefined =>
    answerOf(decide(flowPolicy, { run: facts, initial: currentState(run) ?? null, proposed }, ports));
  // Whether its time is over is for the rules to say.
  if (ending.type === "FAILED" && propose({ type: "SCHEDULED", name: "Resuming", at, message: null, scheduledAt: at })?.type !== "FAILED") return undefined;
  return endOf(propose, ending, at);
}

/** The same for a task run. */
export function decideTaskEnd(run: TaskRunView, ending: Ending, at: number, ports: RulePorts): RunState | undefined {
  const facts: TaskRunFacts = {
    kind: "task",
    runCount: timesOf(run.states).runCount,
    retries: 0,
    retryDelaysMs: [],
    retryJitter: 0,
    isRetriable: false,
    isWorkerLost: false,
    isRetryRequested: false,
  };
  const propose = (proposed: RunState): RunState | undefined =>
    answerOf(decide(taskPolicy, { run: facts, initial: currentState(run) ?? null, proposed }, ports));
  const own: Ending = ending.type === "FAILED" ? { type: "CANCELLED", message: "The flow run ended before this task run did." } : ending;
  return endOf(propose, own, at);
}

/** Whether something is left to end: a run that never started because of its upstream counts as done. */
export function isUnfinished(run: { readonly states: readonly RunState[] }): boolean {
  const state = currentState(run);
  return state === undefined || !(isFinalType(state.type) || state.name === "NotReady");
}

function endOf(propose: (state: RunState) => RunState | undefined, ending: Ending, at: number): RunState | undefined {
  const answer = propose(endState(ending, at));
  // A run that was being cancelled can end in one way only, whatever ended its process.
  if (answer?.type === "CANCELLING") return propose(endState({ ...ending, type: "CANCELLED" }, at));
  return answer !== undefined && isFinalType(answer.type) ? answer : undefined;
}

function answerOf(decision: ReturnType<typeof decide>): RunState | undefined {
  return decision.kind === "accept" || decision.kind === "reject" ? decision.state : undefined;
}

function endState({ type, message }: Ending, at: number): RunState {
  if (type === "CANCELLED") return { type, name: "Cancelled", at, message };
  if (type === "FAILED") return { type, name: "Failed", at, message, error: { name: "PausedTimeoutError", message, code: "MILLRACE_PAUSED_TIMEOUT" } };
  return { type, name: "Crashed", at, message, error: { name: "CrashedError", message, code: "MILLRACE_CRASHED" } };
}
