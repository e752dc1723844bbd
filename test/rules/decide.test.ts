import { expect, it } from "vitest";
import { createPolicy, decide } from "../../core/rules/decide.ts";
import { pass, type Rule } from "../../core/rules/rule.ts";
import { completed, failed, flowRun, outcome, pending, portsWith, running } from "./build.ts";

function ruleThat(name: string, decideIt: Rule["decide"], types: Partial<Pick<Rule, "from" | "to">> = {}): Rule {
  return { name, summary: "", appliesTo: ["flow"], from: "any", to: "any", ...types, decide: decideIt };
}

const start = { run: flowRun(), initial: pending(), proposed: running() };

it("a transition that no rule concerns is accepted as proposed", () => {
  const policy = createPolicy([ruleThat("ends", () => expect.fail("It was asked."), { to: ["COMPLETED"] })]);
  expect(decide(policy, start, portsWith())).toEqual({ kind: "accept", state: start.proposed });
});

it("the first rule that objects decides, and is named", () => {
  const policy = createPolicy([
    ruleThat("silent", () => pass),
    ruleThat("strict", () => ({ kind: "abort", reason: "No." })),
    ruleThat("late", () => expect.fail("It was asked.")),
  ]);
  expect(decide(policy, start, portsWith())).toEqual({ kind: "abort", reason: "No.", rule: "strict" });
});

it("later rules see what earlier ones amended", () => {
  const policy = createPolicy([
    ruleThat("first", ({ proposed }) => ({ kind: "amend", state: { ...proposed, name: `${proposed.name} a` } })),
    ruleThat("second", ({ proposed }) => ({ kind: "amend", state: { ...proposed, name: `${proposed.name} b` } })),
  ]);
  expect(outcome(policy, start)).toBe("accept RUNNING Running a b");
});

it("a state that a rule puts in place of another is not judged again", () => {
  const policy = createPolicy([
    ruleThat("fails", ({ proposed }) => ({ kind: "reject", state: failed({ at: proposed.at }), reason: "Broken." })),
    ruleThat("guard", () => ({ kind: "abort", reason: "Never fail." }), { to: ["FAILED"] }),
  ]);
  expect(outcome(policy, start)).toBe("reject into FAILED Failed: Broken.");
});

it("a wait carries its delay and its rule", () => {
  const policy = createPolicy([ruleThat("slow", () => ({ kind: "wait", delayMs: 5, reason: "Soon." }))]);
  expect(decide(policy, start, portsWith())).toEqual({ kind: "wait", delayMs: 5, reason: "Soon.", rule: "slow" });
});

it("a policy lists the rules of a pair of types in its order", () => {
  const one = ruleThat("one", () => pass, { from: [null], to: ["PENDING"] });
  const two = ruleThat("two", () => pass, { from: ["PENDING"] });
  const three = ruleThat("three", () => pass);
  const policy = createPolicy([one, two, three]);
  const names = (from: "PENDING" | null, to: "PENDING" | "RUNNING"): string =>
    policy.rulesFor(from, to).map((rule) => rule.name).join(" ");
  expect([names(null, "PENDING"), names("PENDING", "RUNNING"), names(null, "RUNNING")]).toEqual(["one three", "two three", "three"]);
});

it("deciding leaves the transition as it was", () => {
  const policy = createPolicy([ruleThat("names", ({ proposed }) => ({ kind: "amend", state: { ...proposed, name: "Done" } }))]);
  const transition = Object.freeze({ run: flowRun(), initial: running(), proposed: Object.freeze(completed()) });
  expect(outcome(policy, transition)).toBe("accept COMPLETED Done");
  expect(transition.proposed.name).toBe("Completed");
});
