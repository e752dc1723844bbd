import { assertNever } from "../base/assert-never.ts";
import type { RunState } from "../states/run-state.ts";
import { stateTypes, type StateType } from "../states/state-type.ts";
import type { Rule, RulePorts, Transition } from "./rule.ts";

/** What became of a proposal. `rule` names the rule that decided, for the log and for people. */
export type Decision =
  | { readonly kind: "accept"; readonly state: RunState }
  | { readonly kind: "reject"; readonly state: RunState; readonly reason: string; readonly rule: string }
  | { readonly kind: "wait"; readonly delayMs: number; readonly reason: string; readonly rule: string }
  | { readonly kind: "abort"; readonly reason: string; readonly rule: string };

/**
 * An ordered list of rules, indexed by the pair of types it is asked about: a task run passes here three times,
 * so a transition that no rule concerns must cost next to nothing.
 */
export interface Policy {
  readonly rules: readonly Rule[];
  rulesFor(from: StateType | null, to: StateType): readonly Rule[];
}

export function createPolicy(rules: readonly Rule[]): Policy {
  const table = new Map<StateType | null, Map<StateType, readonly Rule[]>>();
  for (const from of [null, ...stateTypes]) {
    const row = new Map(stateTypes.map((to) => [to, rules.filter((rule) => concerns(rule, from, to))]));
    table.set(from, row);
  }
  return { rules, rulesFor: (from, to) => table.get(from)?.get(to) ?? [] };
}

/**
 * Walks the policy. A rule applies when `from` and `to` match the original proposal and no earlier rule has put
 * another state in its place (Prefect calls the others invalidated: `server/orchestration/rules.py`).
 */
export function decide(policy: Policy, transition: Transition, ports: RulePorts): Decision {
  let current = transition;
  for (const rule of policy.rulesFor(transition.initial?.type ?? null, transition.proposed.type)) {
    const answer = rule.decide(current, ports);
    switch (answer.kind) {
      case "pass":
        break;
      case "amend":
        current = { ...current, proposed: answer.state };
        break;
      case "reject":
        return { kind: "reject", state: answer.state, reason: answer.reason, rule: rule.name };
      case "wait":
        return { kind: "wait", delayMs: answer.delayMs, reason: answer.reason, rule: rule.name };
      case "abort":
        return { kind: "abort", reason: answer.reason, rule: rule.name };
      default:
        assertNever(answer, "answer of a rule");
    }
  }
  return { kind: "accept", state: current.proposed };
}

function concerns(rule: Rule, from: StateType | null, to: StateType): boolean {
  return (rule.from === "any" || rule.from.includes(from)) && (rule.to === "any" || rule.to.includes(to));
}
