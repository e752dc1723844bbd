import { describe, expect, it } from "vitest";
import { advanceTimes, initialTimes, type RunTimes } from "../../core/rules/bookkeeping.ts";
import { decide, type Decision } from "../../core/rules/decide.ts";
import { flowPolicy, taskPolicy } from "../../core/rules/policies.ts";
import { preventPendingTransitions } from "../../core/rules/prevent-pending-transitions.ts";
import type { Transition } from "../../core/rules/rule.ts";
import type { RunState } from "../../core/states/run-state.ts";
import { finalStateTypes } from "../../core/states/state-type.ts";
import {
  cancelling,
  completed,
  failed,
  flowRun,
  minute,
  now,
  outcome,
  paused,
  pending,
  plain,
  portsWith,
  running,
  scheduled,
  second,
  taskRun,
} from "../rules/build.ts";

function proposeForFlow(transition: Omit<Transition, "run">, run = flowRun()): Decision {
  return decide(flowPolicy, { run, ...transition }, portsWith());
}

function proposeForTask(transition: Omit<Transition, "run">, run = taskRun(), ports = portsWith()): Decision {
  return decide(taskPolicy, { run, ...transition }, ports);
}

function timesAfter(...states: readonly RunState[]): RunTimes {
  return states.reduce((times, state, index) => advanceTimes(times, states[index - 1] ?? null, state), initialTimes);
}

describe("Task retries", () => {
  it("TR22 the second failure of two retries is scheduled after the delay", () => {
    const run = taskRun({ runCount: 2, retries: 2, retryDelaysMs: [10_000] });
    const decision = proposeForTask({ initial: running(), proposed: failed() }, run);
    expect(decision).toMatchObject({
      kind: "reject",
      state: { type: "SCHEDULED", name: "AwaitingRetry", scheduledAt: now + 10 * second },
    });
  });

  it("TR24 the last delay of a list repeats", () => {
    const run = taskRun({ runCount: 6, retries: 6, retryDelaysMs: [2_000, 3_000, 5_000, 7_000] });
    const decision = proposeForTask({ initial: running(), proposed: failed() }, run);
    expect(decision).toMatchObject({ kind: "reject", state: { type: "SCHEDULED", scheduledAt: now + 7 * second } });
  });

  it("TR25 a jitter of 9 stretches a delay of 10 s to at most 100 s", () => {
    const run = taskRun({ runCount: 1, retries: 1, retryDelaysMs: [10_000], retryJitter: 9 });
    const highest = portsWith(1 - Number.EPSILON / 2);
    const decision = proposeForTask({ initial: running(), proposed: failed() }, run, highest);
    expect(decision).toMatchObject({ kind: "reject", state: { type: "SCHEDULED", scheduledAt: now + 100 * second } });
  });
});

describe("Flow retries and crashes", () => {
  it("FR16 a failed flow run with a retry left awaits its retry", () => {
    const run = flowRun({ runCount: 1, retries: 1 });
    const proposed = failed({ message: "No connection." });
    expect(proposeForFlow({ initial: running(), proposed }, run)).toMatchObject({
      kind: "reject",
      state: { type: "SCHEDULED", name: "AwaitingRetry", scheduledAt: now, message: "No connection." },
    });
  });
});

describe("State transition rules", () => {
  it.each(finalStateTypes)("PO01 a %s run cannot crash any more", (from) => {
    const transition = { initial: plain[from], proposed: plain.CRASHED };
    expect(proposeForFlow(transition).kind).toBe("abort");
    expect(proposeForTask(transition).kind).toBe("abort");
  });

  it.each(["PENDING", "RUNNING", "CANCELLING", "CANCELLED"] as const)("PO05 a %s run cannot become pending", (from) => {
    expect(proposeForFlow({ initial: plain[from], proposed: pending() }).kind).toBe("abort");
  });

  it.each(["SCHEDULED", "COMPLETED", "FAILED", "CRASHED", "PAUSED"] as const)(
    "PO05 as far as the guard of Pending goes, a %s run can become pending",
    (from) => {
      const transition = { run: flowRun(), initial: plain[from], proposed: pending() };
      expect(outcome(preventPendingTransitions, transition)).toBe("pass");
    },
  );

  it("PO05 with all rules, a paused run cannot become pending", () => {
    expect(proposeForFlow({ initial: paused(), proposed: pending() }).kind).toBe("reject");
  });

  it.each([
    ["Pending", "Submitting"],
    ["Submitting", "InfrastructurePending"],
    ["Pending", "InfrastructurePending"],
  ])("PO06 a pending run goes on from %s to %s with its scheduled time and lease", (from, to) => {
    const initial = pending({ name: from, scheduledAt: now + minute, leaseId: "lease-1" });
    const state = pending({ name: to, scheduledAt: now + minute, leaseId: "lease-1" });
    expect(proposeForFlow({ initial, proposed: pending({ name: to }) })).toEqual({ kind: "accept", state });
  });

  it.each(["Submitting", "Pending"])("PO06 a pending run never goes from %s to Pending", (from) => {
    expect(proposeForFlow({ initial: pending({ name: from }), proposed: pending() }).kind).toBe("abort");
  });

  it.each<[string, RunState, boolean, string, string]>([
    ["a scheduled run without a process is cancelled at once", scheduled(), false, "reject", "CANCELLED"],
    ["a suspended run is cancelled at once", paused({ name: "Suspended", suspended: true }), true, "reject", "CANCELLED"],
    ["a resuming run is cancelled at once, process or not", scheduled({ name: "Resuming" }), true, "reject", "CANCELLED"],
    ["a scheduled run with a process goes through Cancelling", scheduled(), true, "accept", "CANCELLING"],
    ["a run that pauses in its process goes through Cancelling", paused(), true, "accept", "CANCELLING"],
  ])("PO08 %s", (_, initial, hasProcess, kind, type) => {
    const decision = proposeForFlow({ initial, proposed: cancelling() }, flowRun({ hasProcess }));
    expect(decision).toMatchObject({ kind, state: { type } });
  });

  it("PO09 a run scheduled five minutes ahead waits 300 s", () => {
    for (const initial of [scheduled({ scheduledAt: now + 5 * minute }), pending({ scheduledAt: now + 5 * minute })]) {
      const waits = { kind: "wait", delayMs: 300_000 };
      expect(proposeForFlow({ initial, proposed: running() })).toMatchObject(waits);
      expect(proposeForTask({ initial, proposed: running() }, taskRun({ runCount: 0 }))).toMatchObject(waits);
    }
  });

  it("PO09 a run scheduled five minutes ago starts", () => {
    for (const initial of [scheduled({ scheduledAt: now - 5 * minute }), pending({ scheduledAt: now - 5 * minute })]) {
      const starts = { kind: "accept", state: running() };
      expect(proposeForFlow({ initial, proposed: running() })).toEqual(starts);
      expect(proposeForTask({ initial, proposed: running() }, taskRun({ runCount: 0 }))).toEqual(starts);
    }
  });

  it("PO10 Pending copies the scheduled time unless it has its own", () => {
    const initial = scheduled({ scheduledAt: now + minute });
    for (const propose of [proposeForFlow, proposeForTask]) {
      expect(propose({ initial, proposed: pending() })).toMatchObject({ kind: "accept", state: { scheduledAt: now + minute } });
      const own = pending({ scheduledAt: now + 2 * minute });
      expect(propose({ initial, proposed: own })).toEqual({ kind: "accept", state: own });
    }
  });

  it("PO11 only a scheduled run becomes late", () => {
    const late = scheduled({ name: "Late" });
    expect(proposeForFlow({ initial: pending(), proposed: late })).toMatchObject({ kind: "reject", state: pending() });
    expect(proposeForFlow({ initial: running(), proposed: late })).toMatchObject({ kind: "reject", state: running() });
    expect(proposeForFlow({ initial: scheduled(), proposed: late })).toEqual({ kind: "accept", state: late });
  });

  it("PO12 the same transition proposed twice is answered with the existing state", () => {
    const initial = pending({ message: "Claimed." });
    const twice = { initial, proposed: running(), transitionId: "a", initialTransitionId: "a" };
    expect(proposeForFlow(twice)).toMatchObject({ kind: "reject", state: initial });
  });

  it("PO12 transitions with different ids, or without, are accepted", () => {
    const transition = { initial: pending(), proposed: running() };
    expect(proposeForFlow({ ...transition, transitionId: "b", initialTransitionId: "a" }).kind).toBe("accept");
    expect(proposeForFlow({ ...transition, transitionId: "b" }).kind).toBe("accept");
    expect(proposeForFlow({ ...transition, initialTransitionId: "a" }).kind).toBe("accept");
    expect(proposeForFlow(transition).kind).toBe("accept");
  });

  it.each<[string, number, RunState, string]>([
    ["the first Running of a task run keeps its name", 0, pending(), "Running"],
    ["a second Running after AwaitingRetry is Retrying", 1, scheduled({ name: "AwaitingRetry" }), "Retrying"],
    ["a second Running after another state is Rerunning", 1, pending(), "Rerunning"],
  ])("PO13 %s", (_, runCount, initial, name) => {
    expect(proposeForTask({ initial, proposed: running() }, taskRun({ runCount }))).toMatchObject({
      kind: "accept",
      state: { type: "RUNNING", name },
    });
  });

  it("PO24 a pause that is resumed five minutes after its timeout fails", () => {
    const initial = paused({ timeoutAt: now - 5 * minute });
    expect(proposeForFlow({ initial, proposed: running() })).toMatchObject({ kind: "reject", state: { type: "FAILED" } });
  });

  it("PO24 a resume is not another run", () => {
    expect(timesAfter(pending(), running(), paused(), running()).runCount).toBe(1);
    expect(timesAfter(pending(), running(), paused(), scheduled({ name: "Resuming" })).isResuming).toBe(true);
  });

  it("PO26 a run is expected at the time of its first state, or when that schedules it", () => {
    expect(timesAfter(scheduled({ scheduledAt: now + minute }), pending()).expectedStartAt).toBe(now + minute);
    expect(timesAfter(pending({ at: now + second }), running({ at: now + minute })).expectedStartAt).toBe(now + second);
  });

  it("PO26 the next scheduled start is known while a run is scheduled", () => {
    const due = scheduled({ scheduledAt: now + minute });
    expect(timesAfter(due).nextScheduledStartAt).toBe(now + minute);
    expect(timesAfter(due, pending()).nextScheduledStartAt).toBeNull();
    expect(timesAfter(due, pending(), running(), completed()).nextScheduledStartAt).toBeNull();
  });
});
