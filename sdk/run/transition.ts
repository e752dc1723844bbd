import type { ErrorRecord } from "../../core/states/error-record.ts";
import { encodeBody } from "../../core/records/encode.ts";
import { decide, type Decision } from "../../core/rules/decide.ts";
import { flowPolicy, taskPolicy } from "../../core/rules/policies.ts";
import type { FlowRunFacts, TaskRunFacts } from "../../core/rules/rule.ts";
import type { CrashedState, FailedState, RunState } from "../../core/states/run-state.ts";
import type { StateData } from "../state/state.ts";
import type { State } from "../state/state.ts";
import type { FlowRun } from "./flow-run.ts";
import type { TaskRun } from "./task-run.ts";

/** Asks the rules about a task run's next state. Nothing is written. */
export function proposeForTask(run: TaskRun, proposed: RunState, facts: TaskRunFacts): Decision {
  return decide(taskPolicy, { run: facts, initial: run.state, proposed }, run.root.ports);
}

/** Asks the rules about a flow run's next state. Nothing is written. */
export function proposeForFlow(run: FlowRun, proposed: RunState, facts: FlowRunFacts): Decision {
  return decide(flowPolicy, { run: facts, initial: run.state, proposed }, run.root.ports);
}

/**
 * Ends a task run, or leaves it as it is where the rules refuse: it has ended already. No retry is asked for here; that
 * is for whoever proposes a failure (`task-attempts.ts`).
 */
export function endTaskIn(run: TaskRun, proposed: RunState, data?: StateData, own?: State | null): boolean {
  const decision = proposeForTask(run, proposed, endFacts);
  if (decision.kind !== "accept") return false;
  enterTaskState(run, decision.state, data, own);
  return true;
}

/** The same for a flow run. */
export function endFlowIn(run: FlowRun, proposed: RunState, data?: StateData, own?: State | null): boolean {
  const decision = proposeForFlow(run, proposed, endFlowFacts);
  if (decision.kind !== "accept") return false;
  enterFlowState(run, decision.state, data, own);
  return true;
}

/** Facts for an end that is not to be tried again. */
export const endFacts: TaskRunFacts = {
  kind: "task",
  runCount: 1,
  retries: 0,
  retryDelaysMs: [],
  retryJitter: 0,
  isRetriable: false,
  isWorkerLost: false,
  isRetryRequested: false,
};

const endFlowFacts: FlowRunFacts = {
  kind: "flow",
  runCount: 1,
  retries: 0,
  retryDelayMs: 0,
  hasProcess: true,
  isRetryRequested: false,
  isChild: false,
  answeredKeys: new Set(),
};

/** Records a state that the rules allowed and enters it. Its time is that of the record. */
export function enterTaskState(run: TaskRun, state: RunState, data?: StateData, own?: State | null): void {
  const at = run.root.writer.tick();
  const stamped = { ...state, at };
  run.root.writer.write(at, encodeBody({ k: "state", task: run.number, state: stamped }));
  run.enter(stamped, data, own);
}

export function enterFlowState(run: FlowRun, state: RunState, data?: StateData, own?: State | null): void {
  const at = run.root.writer.tick();
  const stamped = { ...state, at };
  run.root.writer.write(at, encodeBody({ k: "state", run: run.number, state: stamped }));
  run.enter(stamped, data, own);
}

/** A failed state's fields, from what was thrown. */
export function failureFields(error: unknown, record: ErrorRecord): { readonly message: string; readonly error: ErrorRecord } {
  return { message: error instanceof Error || record.name !== "Error" ? `${record.name}: ${record.message}` : record.message, error: record };
}

/** For the log: what a failed state says of itself. */
export function describeFailure(failed: FailedState | CrashedState): string {
  return failed.message ?? failed.name;
}
