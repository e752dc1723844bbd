/** Builders and printers for the tests of rules: a valid default in one line, and answers as one line of text. */
import { assertNever } from "../../core/base/assert-never.ts";
import { decide, type Decision, type Policy } from "../../core/rules/decide.ts";
import type { FlowRunFacts, Rule, RuleAnswer, RulePorts, TaskRunFacts, Transition } from "../../core/rules/rule.ts";
import type {
  CancelledState,
  CancellingState,
  CompletedState,
  CrashedState,
  FailedState,
  PausedState,
  PendingState,
  RunningState,
  RunState,
  ScheduledState,
} from "../../core/states/run-state.ts";
import type { StateType } from "../../core/states/state-type.ts";

/** The present of all these tests: 2026-01-31T09:30:00Z. */
export const now = 1_769_851_800_000_000;

export const second = 1_000_000;

export const minute = 60 * second;

const head = { at: now, message: null } as const;

export function scheduled(details: Partial<ScheduledState> = {}): ScheduledState {
  return { type: "SCHEDULED", name: "Scheduled", ...head, scheduledAt: now, ...details };
}

export function pending(details: Partial<PendingState> = {}): PendingState {
  return { type: "PENDING", name: "Pending", ...head, ...details };
}

export function running(details: Partial<RunningState> = {}): RunningState {
  return { type: "RUNNING", name: "Running", ...head, ...details };
}

export function paused(details: Partial<PausedState> = {}): PausedState {
  return { type: "PAUSED", name: "Paused", ...head, timeoutAt: now + 60 * minute, suspended: false, ...details };
}

export function cancelling(details: Partial<CancellingState> = {}): CancellingState {
  return { type: "CANCELLING", name: "Cancelling", ...head, ...details };
}

export function completed(details: Partial<CompletedState> = {}): CompletedState {
  return { type: "COMPLETED", name: "Completed", ...head, ...details };
}

export function failed(details: Partial<FailedState> = {}): FailedState {
  return { type: "FAILED", name: "Failed", ...head, ...details };
}

export function cancelled(details: Partial<CancelledState> = {}): CancelledState {
  return { type: "CANCELLED", name: "Cancelled", ...head, ...details };
}

export function crashed(details: Partial<CrashedState> = {}): CrashedState {
  return { type: "CRASHED", name: "Crashed", ...head, ...details };
}

/** A plain state of each type, for sweeps. */
export const plain: Readonly<Record<StateType, RunState>> = {
  SCHEDULED: scheduled(),
  PENDING: pending(),
  RUNNING: running(),
  PAUSED: paused(),
  CANCELLING: cancelling(),
  COMPLETED: completed(),
  FAILED: failed(),
  CANCELLED: cancelled(),
  CRASHED: crashed(),
};

export function flowRun(facts: Partial<FlowRunFacts> = {}): FlowRunFacts {
  return { kind: "flow", runCount: 1, retries: 0, retryDelayMs: 0, hasProcess: true, isRetryRequested: false, isChild: false, answeredKeys: new Set(), ...facts };
}

export function taskRun(facts: Partial<TaskRunFacts> = {}): TaskRunFacts {
  return {
    kind: "task",
    runCount: 1,
    retries: 0,
    retryDelaysMs: [],
    retryJitter: 0,
    isRetriable: true,
    isWorkerLost: false,
    isRetryRequested: false,
    ...facts,
  };
}

/** A clock that stands at `now`, and the given chance. */
export function portsWith(fraction = 0.5): RulePorts {
  return { nowUs: () => now, fraction: () => fraction };
}

/** What a rule taken alone, or a whole policy, makes of a transition, as one line. */
export function outcome(judge: Rule | Policy, transition: Transition, ports: RulePorts = portsWith()): string {
  return describeOutcome("rules" in judge ? decide(judge, transition, ports) : askAlone(judge, transition, ports));
}

/** As `decide` does with a policy of this one rule. */
function askAlone(rule: Rule, transition: Transition, ports: RulePorts): RuleAnswer {
  const from = transition.initial?.type ?? null;
  const isConcerned =
    (rule.from === "any" || rule.from.includes(from)) && (rule.to === "any" || rule.to.includes(transition.proposed.type));
  return isConcerned ? rule.decide(transition, ports) : { kind: "pass" };
}

function describeOutcome(answer: RuleAnswer | Decision): string {
  switch (answer.kind) {
    case "pass":
      return "pass";
    case "accept":
    case "amend":
      return `${answer.kind} ${describeState(answer.state)}`;
    case "reject":
      return `reject into ${describeState(answer.state)}: ${answer.reason}`;
    case "wait":
      return `wait ${answer.delayMs} ms: ${answer.reason}`;
    case "abort":
      return `abort: ${answer.reason}`;
    default:
      return assertNever(answer, "answer");
  }
}

/** `SCHEDULED AwaitingRetry due 10s "message"`: seconds from `now`. */
export function describeState(state: RunState): string {
  const parts: string[] = [state.type, state.name];
  if ("scheduledAt" in state && state.scheduledAt !== undefined) parts.push(`due ${(state.scheduledAt - now) / second}s`);
  if ("leaseId" in state && state.leaseId !== undefined) parts.push(`lease ${state.leaseId}`);
  if (state.message !== null) parts.push(JSON.stringify(state.message));
  return parts.join(" ");
}
