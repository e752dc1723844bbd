import type { RunState } from "../states/run-state.ts";
import type { StateType } from "../states/state-type.ts";

/** What a rule may know of the run whose transition it judges. */
export type RunFacts = FlowRunFacts | TaskRunFacts;

export interface FlowRunFacts {
  readonly kind: "flow";
  /** How often the run has entered RUNNING. */
  readonly runCount: number;
  readonly retries: number;
  readonly retryDelayMs: number;
  /** Whether a process has been started for the run. */
  readonly hasProcess: boolean;
  /** Set by someone who asked for another try, so that a final state may be left. */
  readonly isRetryRequested: boolean;
  /** Whether a flow called it. */
  readonly isChild: boolean;
  /** Keys of the pauses that were answered, in whichever attempt. */
  readonly answeredKeys: ReadonlySet<string>;
}

export interface TaskRunFacts {
  readonly kind: "task";
  /** How often the run has entered RUNNING since it last left a final state: a flow's retry gives its tasks all retries anew. */
  readonly runCount: number;
  readonly retries: number;
  /** One delay per retry; the last repeats. Empty: no delay. */
  readonly retryDelaysMs: readonly number[];
  /** Fraction by which a delay may vary around its mean; 0: not at all. */
  readonly retryJitter: number;
  /** False when the user's `retryIf` refused this failure. */
  readonly isRetriable: boolean;
  /** Whether a crash took the worker of the attempt alone: the flow's process lives and can try again. */
  readonly isWorkerLost: boolean;
  /** Set on a resume or a retry of the flow, so that a final state may be left. */
  readonly isRetryRequested: boolean;
}

/** A proposal: this run, from this state, into that one. */
export interface Transition {
  readonly run: RunFacts;
  readonly initial: RunState | null;
  readonly proposed: RunState;
  /** Same id twice = the same proposal repeated by a caller that did not hear the answer. */
  readonly transitionId?: string;
  /** The id of the transition that led into `initial`. */
  readonly initialTransitionId?: string;
}

/** The outside, as far as rules may ask it. */
export interface RulePorts {
  nowUs(): number;
  /** Uniform in [0, 1). */
  fraction(): number;
}

/**
 * What a rule answers. `pass`: nothing against it. `amend`: the same type, with other details; later rules see the
 * amended state. `reject`: another state instead. `wait`: propose it again later. `abort`: no, and stay as you are.
 */
export type RuleAnswer =
  | { readonly kind: "pass" }
  | { readonly kind: "amend"; readonly state: RunState }
  | { readonly kind: "reject"; readonly state: RunState; readonly reason: string }
  | { readonly kind: "wait"; readonly delayMs: number; readonly reason: string }
  | { readonly kind: "abort"; readonly reason: string };

/** One rule of orchestration. A value without state: it mutates nothing and starts nothing. */
export interface Rule {
  readonly name: string;
  /** One sentence: what it rejects, delays or changes. Part of the generated documentation. */
  readonly summary: string;
  readonly appliesTo: readonly RunFacts["kind"][];
  /** Types it applies from; `null` is a run without a state; `"any"` everything. */
  readonly from: readonly (StateType | null)[] | "any";
  readonly to: readonly StateType[] | "any";
  decide(transition: Transition, ports: RulePorts): RuleAnswer;
}

export const pass: RuleAnswer = { kind: "pass" };
