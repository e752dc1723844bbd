import { expect, it } from "vitest";
import { preventDuplicateTransitions } from "../../core/rules/prevent-duplicate-transitions.ts";
import type { Transition } from "../../core/rules/rule.ts";
import { completed, flowRun, outcome, pending, running } from "./build.ts";

const claim = { run: flowRun(), initial: pending({ name: "Submitting" }), proposed: pending() };

it.each<[string, Transition, string]>([
  [
    "a proposal repeated with its id is answered with the present state",
    { ...claim, transitionId: "a", initialTransitionId: "a" },
    "reject into PENDING Submitting: This transition has already been made.",
  ],
  ["another id passes", { ...claim, transitionId: "b", initialTransitionId: "a" }, "pass"],
  ["a proposal without an id passes", { ...claim, initialTransitionId: "a" }, "pass"],
  ["a state that came without an id is no reason to reject", { ...claim, transitionId: "a" }, "pass"],
  ["two proposals without ids are not the same", claim, "pass"],
  ["a first state passes", { ...claim, initial: null, transitionId: "a", initialTransitionId: "a" }, "pass"],
  [
    "a repeated end is answered with the end",
    { run: flowRun(), initial: completed(), proposed: running(), transitionId: "a", initialTransitionId: "a" },
    "reject into COMPLETED Completed: This transition has already been made.",
  ],
])("%s", (_, transition, expected) => {
  expect(outcome(preventDuplicateTransitions, transition)).toBe(expected);
});
